"""Rights to show a number (`model.office.caller_id_right`)."""

from bellwarden.model.office.caller_id_right import RightBasis
from bellwarden.store.fields import line, text, word
from bellwarden.store.models.kept import Kept, link, own_names


class CallerIdRight(Kept):
    PREFIX = "CR"

    customer = link("Customer", "caller_id_rights")
    numbers = text()
    basis = word(RightBasis, RightBasis.LISTED)
    proof = line()
    until_day = line(10)

    class Meta:
        constraints = own_names("right")
