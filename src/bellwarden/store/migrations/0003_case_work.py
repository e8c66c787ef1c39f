"""Corrections, second looks, playbooks and decisions that can be undone."""


from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def suggest(apps: Any, schema_editor: Any) -> None:
    """What people have not changed is what the machine had said."""
    apps.get_model("office", "Complaint").objects.update(suggested=models.F("verdict"))


def leave(apps: Any, schema_editor: Any) -> None:
    """Columns that go take it with them."""


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0002_complaint_weights'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(default=1)),
                ('ref', models.CharField(blank=True, default='', max_length=24)),
                ('external_id', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(blank=True, null=True)),
                ('part', models.BigIntegerField(default=0)),
                ('place_from', models.BigIntegerField(default=0)),
                ('place_to', models.BigIntegerField(default=0)),
                ('kind', models.CharField(max_length=64)),
                ('text', models.TextField(blank=True, default='', max_length=50000)),
                ('was', models.JSONField(blank=True, default=dict)),
                ('now', models.JSONField(blank=True, default=dict)),
                ('made_by', models.CharField(blank=True, default='', max_length=200)),
                ('taken_back_by', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(default=1)),
                ('ref', models.CharField(blank=True, default='', max_length=24)),
                ('external_id', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(blank=True, null=True)),
                ('first_by', models.CharField(blank=True, default='', max_length=200)),
                ('by', models.CharField(blank=True, default='', max_length=200)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('verdict', models.CharField(default='no_data', max_length=64)),
                ('illegal', models.CharField(default='unknown', max_length=64)),
                ('against_terms', models.CharField(default='unknown', max_length=64)),
                ('harmful', models.CharField(default='unknown', max_length=64)),
                ('same_verdict', models.BooleanField(default=False)),
                ('same_answers', models.BigIntegerField(default=0)),
                ('note', models.CharField(blank=True, default='', max_length=1000)),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='escalated',
            field=models.CharField(blank=True, default='', max_length=500),
        ),
        migrations.AddField(
            model_name='case',
            name='playbook',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='case',
            name='step',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='complaint',
            name='decided',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='complaint',
            name='rejected',
            field=models.CharField(blank=True, default='', max_length=1000),
        ),
        migrations.AddField(
            model_name='complaint',
            name='split_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split', to='office.case'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='suggested',
            field=models.CharField(default='no_data', max_length=64),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['confirmed_by', 'received_at'], name='complaint_by_confirmed'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['received_at'], name='complaint_by_received'),
        ),
        migrations.AddField(
            model_name='correction',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='office.complaint'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_looks', to='office.complaint'),
        ),
        migrations.AddIndex(
            model_name='secondlook',
            index=models.Index(fields=['done_at', 'id'], name='second_look_by_done'),
        ),
        migrations.AddConstraint(
            model_name='secondlook',
            constraint=models.UniqueConstraint(condition=models.Q(('id__gt', 0)), fields=('complaint',), name='second_look_complaint', violation_error_message='this complaint is in the sample already'),
        ),
        migrations.RunPython(suggest, leave),
    ]
