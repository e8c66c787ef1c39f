"""One file per channel or form, each offering `INTAKE`; the folder is read once, when the desk is set up."""

from importlib import import_module
from pkgutil import iter_modules

from bellwarden.complaints.incoming import Incoming, Intake
from bellwarden.model.complaint import Message


def load() -> dict[str, Intake]:
    """The plug-ins of this folder by file name, in the order in which they are asked."""
    found: dict[str, Intake] = {}
    for module in iter_modules(__path__):
        intake = import_module(f"{__name__}.{module.name}").INTAKE
        if not isinstance(intake, Intake):
            raise TypeError(f"{__name__}.{module.name}: INTAKE is no Intake")
        found[module.name] = intake
    return dict(sorted(found.items(), key=lambda pair: (pair[1].order, pair[0])))


def messages(incoming: Incoming, intakes: dict[str, Intake]) -> tuple[Message, ...]:
    """By the first plug-in that fits and finds something; () when nothing at all is written there."""
    for intake in intakes.values():
        if intake.fits(incoming):
            found = intake.read(incoming)
            if found:
                return found
    return ()
