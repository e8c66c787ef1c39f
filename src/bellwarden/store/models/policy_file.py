"""Files of the policy folder that are no customer and no trunk (`model.office.integration.PolicyFile`)."""

from django.db import models

from bellwarden.store.fields import line
from bellwarden.store.models.kept import Kept, own_names, unique


class PolicyFile(Kept):
    path = line(500)
    content = models.TextField(max_length=100_000_000, default="", blank=True)
    binary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *own_names("policy_file"),
            unique("policy_file", ("path",), "there is a file of this path already"),
        ]
