"""One file per class of recipient, each offering `RECIPIENT`; the folder is read once, when the desk is set up."""

from importlib import import_module
from pkgutil import iter_modules

from bellwarden.disclosure.recipient import Recipient


def load() -> dict[str, Recipient]:
    """The classes of this folder by file name."""
    found: dict[str, Recipient] = {}
    for module in iter_modules(__path__):
        recipient = import_module(f"{__name__}.{module.name}").RECIPIENT
        if not isinstance(recipient, Recipient):
            raise TypeError(f"{__name__}.{module.name}: RECIPIENT is no Recipient")
        found[module.name] = recipient
    return found
