"""`bellwarden stir cert`: the key and the certificate that our calls are signed with, from request to renewal."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="cert",
    no_args_is_help=True,
    help="Key and certificate that sign our calls (docs/guide/stir-certificates.md).",
)

Days = Annotated[float, typer.Option("--days", min=0, help="Renew when fewer are left.")]


@app.command()
def status(
    home: HomeDir,
    check: Annotated[bool, typer.Option("--check", help="Fetch the published certificate, as others will.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what we sign with, until when, where it is published, and what is amiss.

    Exit code 0 when all is well, 1 when something is to be done (30 days left, no issuer in the chain, not published),
    4 without a key, 8 when key and certificate can't be used.

    Examples:

        bellwarden stir cert status
        bellwarden stir cert status --check --json
    """
    from bellwarden.cli.stir_status import show_status

    raise typer.Exit(show_status(home, check, as_json))


Organization = Annotated[str, typer.Option("--organization", help="Name in the certificate.")]
Country = Annotated[str, typer.Option("--country", help="Its country.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the request there.")]
Acme = Annotated[str, typer.Option("--acme", metavar="URL", help="The authority's ACME directory.")]
Contact = Annotated[str, typer.Option("--contact", metavar="MAIL", help="Whom the authority may write to.")]
StiPaUrl = Annotated[str, typer.Option("--sti-pa", metavar="URL", help="The policy administrator's API.")]
Account = Annotated[str, typer.Option("--account", help="Our account id there.")]
User = Annotated[str, typer.Option("--user", help="Our API user there; its password: HOME/stir/acme.")]
TokenFile = Annotated[Path | None, typer.Option("--token-file", metavar="FILE", help="An SPC token got otherwise.")]
CaFile = Annotated[
    Path | None, typer.Option("--ca-file", metavar="FILE", help="CAs of these servers, if not the system's.")
]
Padded = Annotated[bool, typer.Option("--padded", help="Name the code in plain base64, as some want it.")]
PublishDir = Annotated[
    Path | None, typer.Option("--publish-dir", metavar="DIR", help="Where our web server takes certificates from.")
]
PublishUrl = Annotated[str, typer.Option("--publish-url", metavar="URL", help="That folder's URL.")]


@app.command()
def request(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Our service provider code, an OCN in the US.")],
    home: HomeDir,
    organization: Organization = "",
    country: Country = "US",
    out: Out = None,
    acme: Acme = "",
    contact: Contact = "",
    sti_pa: StiPaUrl = "",
    account: Account = "",
    user: User = "",
    token_file: TokenFile = None,
    ca_file: CaFile = None,
    padded: Padded = False,
    publish_dir: PublishDir = None,
    publish_url: PublishUrl = "",
    as_json: AsJson = False,
) -> None:
    """Make a key and a request for its certificate; order it by ACME where an authority is named.

    What is said here is remembered for `renew` and `rotate`. Without --acme the request goes to the authority by hand,
    and what comes back is taken up by `import`. Interrupted, or refused, the same command goes on where it stopped.

    Examples:

        bellwarden stir cert request 823K --organization "Petrel Voice" --out 823k.csr
        bellwarden stir cert request 823K --acme https://ca.example/acme/directory --sti-pa https://pa.example \\
            --account 4711 --user petrel-api --publish-dir /var/www/stir --publish-url https://cert.petrel.example/stir
    """
    from bellwarden.cli.stir_order import Ordering
    from bellwarden.cli.stir_renewal import request_certificate

    files = {"ca_file": str(ca_file or ""), "token_file": str(token_file or ""), "publish_dir": str(publish_dir or "")}
    said = Ordering(code.upper(), organization, country, acme, contact=contact, padded=padded, **files)
    said = said._replace(sti_pa=sti_pa, account=account, user=user, publish_url=publish_url)
    request_certificate(home, said, out, as_json)


@app.command()
def renew(home: HomeDir, days: Days = 30, as_json: AsJson = False) -> None:
    """Order and take up a new certificate, with a new key, if the one in force ends soon; else do nothing.

    For a timer, once a day: done twice it is done once. It needs an authority named to `request`.

    Example:

        bellwarden stir cert renew
    """
    from bellwarden.cli.stir_renewal import renew_certificate

    renew_certificate(home, days, as_json)


@app.command()
def rotate(home: HomeDir, as_json: AsJson = False) -> None:
    """Order and take up a new certificate, with a new key, now.

    No call goes unsigned meanwhile. The certificate of before stays published, so its tokens can be verified. A key
    that was stolen needs more: have its certificate revoked by the authority.

    Example:

        bellwarden stir cert rotate
    """
    from bellwarden.cli.stir_renewal import rotate_certificate

    rotate_certificate(home, as_json)


@app.command(name="import")
def import_(
    chain: Annotated[Path, typer.Argument(metavar="CHAIN", help="Our certificate, its issuers behind it (PEM).")],
    home: HomeDir,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="Its key (PEM).", show_default="the one of `request`"),
    ] = None,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where the chain is published (x5u).")] = "",
    as_json: AsJson = False,
) -> None:
    """Check a certificate and its key, and sign with them from now on; whatever is wrong is named, and nothing changes.

    Examples:

        bellwarden stir cert import 823k-chain.pem --url https://cert.petrel.example/823k-2026.pem
        bellwarden stir cert import chain.pem --key key.pem
    """
    from bellwarden.cli.stir_renewal import import_certificate

    import_certificate(home, chain, key, url, as_json)
