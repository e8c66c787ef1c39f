"""The table of trunks (`model.office.trunk`)."""

from bellwarden.model.policy import TrunkRole
from bellwarden.store.fields import named, several, table, word
from bellwarden.store.models.kept import Kept, link, own_names, unique


class Trunk(Kept):
    PREFIX = "TR"
    LASTING = ("key",)

    key = named(100)
    role = word(TrunkRole, TrunkRole.CUSTOMER)
    customer = link("Customer", "trunks")
    addresses = several()
    settings = table()

    class Meta:
        constraints = [*own_names("trunk"), unique("trunk", ("key",), "there is a trunk of this key already")]
