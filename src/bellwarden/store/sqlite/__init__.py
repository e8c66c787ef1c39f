"""SQLite for several processes that write: Django's own engine, and an order in which they take turns."""
