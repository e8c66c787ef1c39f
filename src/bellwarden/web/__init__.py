"""The console and the REST API: pages read through the store and write only through the stories in flows/."""
