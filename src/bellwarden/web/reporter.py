"""Who passes a report on: the office's name, and the address that its mail goes out from."""

import uuid
from email.utils import parseaddr

from django.conf import settings

from bellwarden.mail.settings import MailFault, read_settings
from bellwarden.ports.office import Conflict
from bellwarden.store.world import office_home


def reporter() -> dict[str, str]:
    """org, contact and domain, as XARF 4 wants them. Conflict, saying what to write, where there is no address."""
    try:
        send = read_settings(office_home().path).send
    except MailFault:
        send = None
    address = parseaddr(send.sender)[1] if send is not None else ""
    if "@" not in address:
        raise Conflict("mail.toml names no sender below [send]: another desk must know whom to answer")
    return {"org": settings.OFFICE_NAME or address, "contact": address, "domain": address.rpartition("@")[2]}


def report_id_of(reference: str) -> str:
    """The same complaint is the same report, however often it is passed on."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"complaint:{reporter()['domain']}:{reference}"))
