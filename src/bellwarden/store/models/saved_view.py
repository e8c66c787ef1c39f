"""Saved views of pages (`model.office.integration.SavedView`)."""

from django.db import models

from bellwarden.store.fields import LINE, NAME, line
from bellwarden.store.models.kept import Kept, own_names, unique


class SavedView(Kept):
    owner = line(NAME)
    page = line(100)
    name = line(100)
    query = line(LINE)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *own_names("view"),
            unique("view", ("owner", "page", "name"), "you have a view of this name already"),
        ]
