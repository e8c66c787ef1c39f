"""Customers and upstream providers (`model.office.customer`)."""

from bellwarden.model.office.customer import MOVES, CustomerKind
from bellwarden.model.policy import Standing
from bellwarden.store.fields import NAME, line, moment, named, table, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, link, own_names, unique


class Customer(Kept):
    PREFIX = "CU"
    LASTING = ("key",)
    LIFECYCLE = Lifecycle("standing", MOVES)

    key = named(100)
    name = line(NAME)
    kind = word(CustomerKind, CustomerKind.END_USER)
    standing = word(Standing, Standing.ACTIVE)
    parent = link("self", "below")
    legal_name = line(NAME)
    country = line(2)
    abuse_email = line(NAME)
    technical_email = line(NAME)
    legal_email = line(NAME)
    billing_email = line(NAME)
    phone = line(NAME)
    address = text()
    rmd_number = line(NAME)
    declared = table()
    settings = table()
    opened_at = moment()
    ended_at = moment()
    end_reason = line()
    vanished_at = moment()

    class Meta:
        constraints = [*own_names("customer"), unique("customer", ("key",), "there is a customer of this key already")]
