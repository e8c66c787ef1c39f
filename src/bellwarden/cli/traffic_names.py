"""`bellwarden traffic CUSTOMER`: a first word that is no command is a customer to be shown."""

from typing import Any, Final

from typer.core import TyperGroup

SHOW: Final = "show"


class CommandOrCustomer(TyperGroup):
    """The commands go before customers of their names; those are reached by `show NAME`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = [SHOW, *args]
        return super().parse_args(ctx, args)
