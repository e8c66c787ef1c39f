"""One file a topic, each offering PAGES = [path(…), …]; web/urls.py reads this folder."""
