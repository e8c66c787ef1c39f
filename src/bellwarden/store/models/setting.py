"""What the office itself keeps: settings, and the last number given to each kind of reference."""

from django.db import models

from bellwarden.store.fields import text


class Setting(models.Model):
    name = models.CharField(max_length=100, primary_key=True)
    value = text()


class LastRef(models.Model):
    """The last number given under "E-2026"."""

    prefix = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(default=0)
