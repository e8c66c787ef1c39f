"""`bellwarden stir`: tokens verified and signed without a gate, their certificates, and what became of one.

One line for each command, whose module says what it does.
"""

import typer

from bellwarden.cli import stir_cert
from bellwarden.cli.stir_find import find
from bellwarden.cli.stir_roots import roots
from bellwarden.cli.stir_sign import sign
from bellwarden.cli.stir_signer import signer
from bellwarden.cli.stir_verify import verify

app = typer.Typer(
    name="stir",
    no_args_is_help=True,
    help="STIR/SHAKEN: verify and sign tokens, see to certificates, find a token's call.",
)
app.command()(sign)
app.command()(verify)
app.command()(find)
app.add_typer(stir_cert.app)
app.command()(signer)
app.command()(roots)
