"""The office as an application of Django's: its tables are called office_…"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OfficeConfig(AppConfig):
    name = "bellwarden.store"
    label = "office"

    def ready(self) -> None:
        from bellwarden.store.triggers import after_migration

        post_migrate.connect(after_migration, sender=self)
