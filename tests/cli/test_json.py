"""Every `--json` answer has exactly the keys that cli/shapes.py documents, with values of their types."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.cli import office_shapes
from bellwarden.cli.answers import ANSWERS, MANY
from bellwarden.cli.shapes import FindingJson, SipJson
from bellwarden.gate.api import FindingReply, SipReply
from bellwarden.home import MailDrop
from bellwarden.home.gaps import Gap, GapLog
from bellwarden.model.decision import Decision
from bellwarden.model.message import Envelope
from tests.calllog.logs import call, table
from tests.cli.conftest import Run, write
from tests.cli.records import COMPLAINTS, DATA, calls_file, world_folder
from tests.stir.own_keys import Issuer

TRIED = ("--from", "238-200-0150", "--to", "446-200-2000", "--customer", "harbor-dental")
WHY = ("--reason", "x")


def certificate(folder: Path) -> tuple[object, ...]:
    """Our chain, its key and its URL, as `stir cert import` takes them."""
    pair = Issuer(now=time.time()).issue()
    key, chain = folder / "own.key", folder / "own.pem"
    key.write_bytes(pair.key)
    chain.write_bytes(pair.chain)
    return chain, "--key", key, "--url", "https://certificates.example/own.pem"


def before_certificates(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    taken_up: tuple[object, ...] = ("stir", "cert", "import", *certificate(folder))
    ordered = ("stir", "cert", "request", "823K", "--acme", "https://ca.example/directory")
    return {"stir cert renew": [taken_up], "stir cert rotate": [ordered], "stir cert status": [taken_up]}


def calls_of_now(folder: Path) -> Path:
    """The dialler's, begun 25 minutes ago."""
    (folder / "now").mkdir(exist_ok=True)
    return calls_file(folder / "now", begin=datetime.now(UTC) - timedelta(minutes=25))


def prepared(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """What has to be done before a command has something to say."""
    from bellwarden.policy.starter import starter_files

    return {
        "apikey list": [("apikey", "create", "k1")],
        "apikey revoke": [("apikey", "create", "k1")],
        "enforce lift": [("enforce", "suspend", "quillmark", *WHY)],
        "enforce list": [("enforce", "suspend", "quillmark", *WHY)],
        **before_certificates(folder),
        **{
            name: [("calls", "import", calls_file(folder))]
            for name in (
                *("calls find", "calls status", "learn"),
                *("traffic alerts", "traffic profile", "traffic show"),
            )
        },
        "traffic watch": [("calls", "import", calls_of_now(folder))],
        "calls expire": [("calls", "import", dropped(folder) / "old.csv")],
        **{
            name: [("calls", "hold", "add", "--number", "238-200-0001", "--reason", "subpoena")]
            for name in ("calls hold lift", "calls hold list")
        },
        "reputation show": [("reputation", "import", COMPLAINTS)],
        "traffic blend": [("calls", "import", calls_file(folder))],
        "tls check": [("tls", "create", "gate.carrier.example")],
        "policy rollback": [("policy", "push", write(folder / "second", starter_files()), "--force", "x")],
    }


def dropped(folder: Path) -> Path:
    """A folder with one file, of a call of long ago."""
    place = folder / "dropped"
    place.mkdir(exist_ok=True)
    (place / "old.csv").write_text(table(call(1, datetime(2026, 1, 5, tzinfo=UTC))))
    return place


def about_calls(folder: Path, at: tuple[object, ...]) -> dict[str, tuple[object, ...]]:
    """What to say behind the commands of `calls`."""
    return {
        "calls expire": at,
        "calls hold add": ("--customer", "quillmark", "--reason", "subpoena", *at),
        "calls hold lift": ("1", *at),
        "calls hold list": at,
        "calls status": at,
        "calls watch": (dropped(folder), "--once", "--settle", "1s", *at),
        "calls find": ("--number", "238-200-0001", "--around", "2026-05-30T12:00Z", *at),
        "calls import": (DATA / "asterisk_master.csv", *at),
        "calls review": (calls_file(folder),),
    }


def issued(keys: object, ordering: object, request: bytes) -> bytes:
    """What an authority answers; tests/e2e/test_acme.py asks real ones."""
    asked = x509.load_pem_x509_csr(request)
    return Issuer(now=time.time()).answer(asked)


@pytest.fixture(autouse=True)
def authority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.cli.stir_renewal.order_certificate", issued)
    # Over real HTTPS in tests/cli/test_stir_roots.py.
    roots = (Issuer("Rookery").root.public_bytes(Encoding.PEM),)
    monkeypatch.setattr("bellwarden.cli.stir_trust._fetched", lambda source, at: roots)


def about_evidence(folder: Path, at: tuple[object, ...]) -> dict[str, tuple[object, ...]]:
    return {
        "evaluate": ("--world", world_folder(folder / "world")),
        "reputation import": (COMPLAINTS, *at),
        "reputation show": ("238-200-0150", "--on", "2026-05-30", *at),
        "traffic blend": ("--by", "customer", *at),
    }


def about_policies(folder: Path, at: tuple[object, ...]) -> dict[str, tuple[object, ...]]:
    from bellwarden.policy.demo import demo_files
    from bellwarden.policy.starter import starter_files

    return {
        "policy build": (write(folder / "demo", demo_files()), *at),
        "policy check": (write(folder / "bad", {**starter_files(), "odd.toml": b"[carrie]\n"}),),
        "policy diff": (write(folder / "starter", starter_files()), *at),
        "policy init": (folder / "new",),
        "policy push": (write(folder / "other", starter_files()), "--force", "x", *at),
        "policy rollback": (*WHY, *at),
    }


def about_traffic(at: tuple[object, ...]) -> dict[str, tuple[object, ...]]:
    return {
        **dict.fromkeys(("traffic alerts", "traffic profile"), at),
        "traffic show": ("dialler", *at),
        "traffic watch": ("--once", *at),
        "learn": ("--by", "calling", *at),
        "replay": ("--rule", "+12382000100", *at),
    }


def taken_in(home: Path) -> str:
    """A message that can't be read; its name."""
    drop = MailDrop(home)
    return drop.quarantine(drop.take(b"\xff", Envelope("lmtp", 1.78e9)).sha256, "no mail").sha256


def signing(home: Path) -> None:
    """Mail settings that name a key which is not there yet."""
    sends = '[send]\nhost = "x"\nsender = "a@x.example"\n[send.dkim]\ndomain = "x.example"\nselector = "s"\n'
    (home / "mail.toml").write_text(f'{sends}key_file = "{home / "dkim.key"}"\n')


def answer(run: Run, name: str, home: Path, decision: str, tmp_path: Path) -> str:
    """The command's answer on a home whose policy is the demonstration's."""
    at = ("--home", home)
    words: dict[str, tuple[object, ...]] = {
        **about_policies(tmp_path, at),
        **about_traffic(at),
        **about_evidence(tmp_path, at),
        "apikey create": ("k1", *at),
        "apikey list": at,
        "apikey revoke": ("k1", *at),
        **about_calls(tmp_path, at),
        "cdr describe": (DATA / "kamailio_acc.csv",),
        "decide": ("-", *at),
        "decisions export": at,
        "decisions summary": at,
        "decisions tail": at,
        "decisions unjudged": at,
        "complaint open": (DATA.parent / "complaints" / "plain.eml", *at),
        "mail dkim": (signing(home), *at)[1:],
        "mail list": at,
        "mail retry": (taken_in(home), *at),
        "enforce block": ("238-200-0100", *WHY, *at),
        "enforce lift": (1, *WHY, *at),
        "enforce limit": ("quillmark", "--cps", 3, "--for", "1h", *WHY, *at),
        "enforce list": at,
        "enforce suspend": ("quillmark", *WHY, *at),
        "explain": (decision, *at),
        "stir find": ("--origid", "3a47ca23-d7ab-446b-821d-33d5deedbed4", *at),
        **dict.fromkeys(("stir cert renew", "stir cert rotate", "stir cert status"), at),
        "stir cert import": (*certificate(tmp_path), *at),
        "stir cert request": ("823K", *at),
        "stir roots": (tmp_path / "roots.pem", "--sti-pa", "https://sti-pa.example", "--signed-by", "sti-pa.pem"),
        "tls check": at,
        "tls create": ("gate.carrier.example", *at),
        "top": ("--once", *at),
    }
    if name == "decisions unjudged":
        GapLog(home / "spool", "w0").write([Gap(1.7e9, 1.7e9 + 2, 3, "w0", "the disk is full")])
    for before in prepared(tmp_path).get(name, []):
        assert run(*before, *at).code == 0
    question = {"calling_number": "911", "called_number": "+14462000100", "source_ip": "127.0.0.1"}
    option = () if name == "decisions export" else ("--json",)
    return run(*name.split(), *words[name], *option, stdin=json.dumps(question).encode()).out


# The office's commands need its database: tests/store/test_office_answers.py.
@pytest.mark.parametrize("name", sorted(set(ANSWERS) - set(office_shapes.ANSWERS)))
def test_an_answer_has_the_documented_keys(
    run: Run, name: str, demo_home: Path, kept: list[Decision], tmp_path: Path
) -> None:
    import shutil

    home = shutil.copytree(demo_home, tmp_path / "home")
    hold_documented_keys(name, answer(run, name, home, kept[1].id, tmp_path))


def hold_documented_keys(name: str, out: str) -> None:
    if name not in MANY:
        documents = [json.loads(out)]
    elif out.startswith("["):
        documents = json.loads(out)
    else:
        documents = [json.loads(line) for line in out.splitlines()]
    assert documents
    for document in documents:
        # Undocumented keys would be left out here, missing ones refused.
        assert json.loads(msgspec.json.encode(msgspec.convert(document, ANSWERS[name]))) == document


def test_answers_are_ascii(run: Run, demo_home: Path) -> None:
    assert run("decisions", "export", "--home", demo_home).out.isascii()


@pytest.mark.parametrize(("ours", "theirs"), [(FindingJson, FindingReply), (SipJson, SipReply)])
def test_what_the_http_api_says_too_is_said_in_the_same_keys(
    ours: type[msgspec.Struct], theirs: type[msgspec.Struct]
) -> None:
    def shape(struct: type[msgspec.Struct]) -> list[tuple[str, object]]:
        return [(name, hint) for name, hint in get_type_hints(struct).items()]

    assert shape(ours) == shape(theirs)
