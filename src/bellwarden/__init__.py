"""Bellwarden: stops illegal robocalls and phone abuse at the voice service provider."""

__version__ = "0.1.0"
