"""What `bellwarden office` does: the database made ready, the console served, the first link printed."""

import gc
import getpass
import hashlib
import ipaddress
import secrets
import socket
import ssl
from pathlib import Path
from typing import Final

import msgspec

from bellwarden import store
from bellwarden.cli.console import note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.office_shapes import SetupLinkJson
from bellwarden.home import Home, HomeFault
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.people import Role
from bellwarden.seam.fault import SeamFault
from bellwarden.store.office_file import OfficeFileFault
from bellwarden.store.web_file import WebFile, web_file_of

STOPPING_S: Final = 1


def make_ready(path: Path) -> None:
    """Home, secret and database are there and of this version; Django is set up."""
    Home(path).init()
    configured(path)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def configured(path: Path) -> WebFile:
    """Django for this home."""
    web = _told(path)
    try:
        store.configure(path)
    except OfficeFileFault as fault:  # [database], which Django's settings read
        raise CommandFault(Exit.HOME, str(fault)) from None
    return web


def _told(path: Path) -> WebFile:
    try:
        return web_file_of(path)
    except OfficeFileFault as fault:
        raise CommandFault(Exit.HOME, str(fault)) from None


def serve(path: Path, http: str, first: tuple[Role, ...] = (Role.ADMIN,)) -> None:
    """Until told to stop. `first`: what the account may do that the printed link makes, while nobody has one."""
    host, port = _host_port(http)
    web = _told(path)
    if not _this_machine(host) and not web.secure:
        raise CommandFault(
            Exit.ADDRESS,
            f"{host} can be reached from other machines, and passwords would go there unprotected: name "
            'address = "https://…" below [web] in office.toml, or listen on 127.0.0.1 behind a TLS proxy',
        )
    listening = _listen(host, port)
    make_ready(path)
    _bring_in_step()
    from bellwarden.web.assets import gather

    gather()
    address = web.address or f"http://{http.rpartition(':')[0]}:{listening.getsockname()[1]}"
    _run(web, listening, [*_first_link_if_nobody(address, first), f"ready {address}"])


def _bring_in_step() -> None:
    """What an office that died had pressed is journalled now; the worker looks again every two seconds."""
    from bellwarden.flows.office.reconcile import reconcile
    from bellwarden.store.world import office_world

    try:
        reconcile(office_world(Actor(kind=ActorKind.SYSTEM, name="office, start"), frozenset()))
    except (HomeFault, SeamFault, OSError) as fault:
        note(f"the enforcement journal can't be read: {fault}; measures wait until it can")


def _run(web: WebFile, listening: socket.socket, words: list[str]) -> None:
    import uvicorn

    class Announcing(uvicorn.Server):
        """Says that it is ready once it is."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _keep_for_good()
            say("\n".join(words))

    config = uvicorn.Config(
        "bellwarden.web.asgi:application",
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=True,
        forwarded_allow_ips=",".join(web.proxies),
        timeout_graceful_shutdown=STOPPING_S,
        ssl_certfile=web.certificate or None,
        ssl_keyfile=web.key or None,
    )
    try:
        Announcing(config).run([listening])
    except (ssl.SSLError, FileNotFoundError) as error:
        raise CommandFault(Exit.TLS, f"the certificate or key of [web] can't be used: {error}") from None


def _keep_for_good() -> None:
    """What is there from the start on stays: a look through all of it for garbage makes one page in many wait a tenth
    of a second."""
    import bellwarden.web.urls  # noqa: F401 -- else the first page brings it

    gc.collect()
    gc.freeze()


def print_setup_link(path: Path, roles: list[str], as_json: bool) -> None:
    web = configured(path)
    make_ready(path)
    known = {role.value: role for role in Role}
    unknown = [name for name in roles if name not in known]
    if unknown:
        raise CommandFault(Exit.USAGE, f"there is no role {unknown[0]!r}; roles: {', '.join(known)}")
    address = web.address or "http://127.0.0.1:8008"
    token = new_setup_link(tuple(known[name] for name in roles) or (Role.ADMIN,))
    link = f"{address}/setup/{token}"
    if as_json:
        say(msgspec.json.encode(SetupLinkJson(link=link, roles=roles or [Role.ADMIN.value], hours=24)).decode())
        return
    say(link)
    note("It makes one account, once, within 24 hours. Whoever has it can come in: hand it over in person.")


def new_setup_link(roles: tuple[Role, ...]) -> str:
    """The token of a link for an account with these roles; earlier set-up links are dead."""
    from bellwarden.flows.office.people import make_setup_link
    from bellwarden.store.world import office_world

    token = secrets.token_urlsafe(24)
    actor = Actor(kind=ActorKind.SYSTEM, name=f"office setup-link, {getpass.getuser()}")
    make_setup_link(office_world(actor, frozenset()), digest_of(token), roles)
    return token


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _first_link_if_nobody(address: str, roles: tuple[Role, ...]) -> list[str]:
    from bellwarden.store.models import Person

    if Person.objects.filter(disabled_at=None).exclude(password="").exists():
        return []
    return [f"set-up link {address}/setup/{new_setup_link(roles)}"]


def _host_port(http: str) -> tuple[str, int]:
    host, _, port = http.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise CommandFault(Exit.USAGE, f"{http!r} is no HOST:PORT, such as 127.0.0.1:8008")
    return host.strip("[]"), int(port)


def _this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(256)
    except OSError as error:
        raise CommandFault(
            Exit.ADDRESS, f"{host}:{port} can't be opened: {(error.strerror or str(error)).lower()}"
        ) from None
    return listening
