"""The office's REST API, /api/v1: one file a resource, each offering ROUTER; keys and conditions are in entrance.py."""
