"""How fast call records become a log and the log answers, beside Polars and chDB that do the same work."""
