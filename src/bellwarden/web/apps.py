"""The console as an application of Django's: its templates' parts and its browser files are found by this."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "bellwarden.web"
    label = "console"
