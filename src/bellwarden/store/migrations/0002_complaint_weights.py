"""How much complaints count, by complaint."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComplaintWeight',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(default=1)),
                ('ref', models.CharField(blank=True, default='', max_length=24)),
                ('external_id', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(blank=True, null=True)),
                ('party', models.CharField(blank=True, default='', max_length=200)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('borne_out', models.BooleanField(default=False)),
                ('weight', models.FloatField(default=0.0)),
                ('voice', models.CharField(blank=True, default='', max_length=200)),
                ('sender', models.CharField(blank=True, default='', max_length=200)),
                ('decided', models.BigIntegerField(default=0)),
                ('reasons', models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['updated_at', 'id'], name='complaint_by_change'),
        ),
        migrations.AddField(
            model_name='complaintweight',
            name='campaign',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.case'),
        ),
        migrations.AddField(
            model_name='complaintweight',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weights', to='office.complaint'),
        ),
        migrations.AddField(
            model_name='complaintweight',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.customer'),
        ),
        migrations.AddIndex(
            model_name='complaintweight',
            index=models.Index(fields=['party', 'received_at'], name='weight_by_party'),
        ),
        migrations.AddIndex(
            model_name='complaintweight',
            index=models.Index(fields=['customer', 'received_at'], name='weight_by_customer'),
        ),
        migrations.AddIndex(
            model_name='complaintweight',
            index=models.Index(fields=['sender', 'decided'], name='weight_by_sender'),
        ),
        migrations.AddConstraint(
            model_name='complaintweight',
            constraint=models.UniqueConstraint(condition=models.Q(('complaint__isnull', False)), fields=('complaint',), name='weight_complaint', violation_error_message='this complaint is weighed already'),
        ),
    ]
