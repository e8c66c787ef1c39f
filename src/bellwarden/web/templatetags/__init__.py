"""What templates load: `{% load parts %}` gives every part of web/parts.py."""
