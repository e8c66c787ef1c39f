"""Keys to the office's API (`model.office.integration.ApiKey`)."""

from bellwarden.store.fields import NAME, line, moment, several
from bellwarden.store.models.kept import Kept, own_names, unique


class ApiKey(Kept):
    PREFIX = "K"
    LASTING = ("prefix", "digest")

    name = line(NAME)
    prefix = line(20)
    digest = line(64)
    scopes = several()
    made_by = line(NAME)
    expires_at = moment()
    revoked_at = moment()
    last_used_at = moment()

    class Meta:
        constraints = [*own_names("api_key"), unique("api_key", ("prefix",), "the key's first signs are taken")]
