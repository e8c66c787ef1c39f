"""The roof: the command line, and the composition root that builds the adapters and hands them to the stories."""

from bellwarden.cli.app import app
from bellwarden.cli.app import run as main

__all__ = ["app", "main"]
