"""Numbers masked, forms of a line, and the bound on floods."""

import io
import json
import logging

import pytest

from bellwarden.gate.logs import BoundedLog, RareLog, masked, set_up_logging


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("caller +12385550123 blocked", "caller 238-555-XXXX blocked"),
        ("caller 2385550123", "caller 238-555-XXXX"),
        ("(238) 555-0123", "238-555-XXXX"),
        ("sip:12385550123@127.0.0.1", "sip:238-555-XXXX@127.0.0.1"),
        ("+442079460123", "44207XXXXXXX"),
        ("udp 127.0.0.1:5060 in use", "udp 127.0.0.1:5060 in use"),
        ("serial 12345 line 123456789", "serial 12345 line 123456789"),
        ("id 0199a2f3b4c500ab00000001", "id 0199a2f3b4c500ab00000001"),
        ("called 911", "called 911"),
    ],
)
def test_numbers_are_masked_and_nothing_else(text: str, said: str) -> None:
    assert masked(text) == said


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(autouse=True)
def root_logger_as_before() -> object:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_json_line_holds_the_masked_message_and_traceback(stream: io.StringIO) -> None:
    set_up_logging(as_json=True, stream=stream)
    try:
        raise ValueError("no plan reads 12385550123")
    except ValueError:
        logging.getLogger("gate").exception("call of %s failed", "+12385550199")
    line = json.loads(stream.getvalue())
    assert line["message"] == "call of 238-555-XXXX failed"
    assert line["level"] == "error"
    assert "238-555-XXXX" in line["traceback"]
    assert "5550123" not in stream.getvalue()


def test_a_plain_line_is_masked_too(stream: io.StringIO) -> None:
    set_up_logging(stream=stream)
    logging.getLogger("gate").warning("source of %s", "12385550123")
    assert stream.getvalue().endswith("warning gate: source of 238-555-XXXX\n")


def test_a_flood_of_failures_is_bounded_and_counted(stream: io.StringIO) -> None:
    set_up_logging(stream=stream)
    log = BoundedLog(logging.getLogger("gate"))
    for i in range(1_000):
        try:
            raise ValueError(i)
        except ValueError:
            log.failure("a call failed", 100.0 + i / 1_000)
    assert stream.getvalue().count("Traceback") == BoundedLog.PER_INTERVAL
    try:
        raise ValueError("later")
    except ValueError:
        log.failure("a call failed", 200.0)
    assert "995 more failures on the call path" in stream.getvalue()


def test_a_warning_about_a_peer_is_said_once_in_a_while(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    rare = RareLog(logging.getLogger("test"), lambda: now)
    for _ in range(10):
        rare.warn("192.0.2.1", "%s is odd", "192.0.2.1")
    rare.warn("192.0.2.2", "%s is odd", "192.0.2.2")
    assert len(caplog.records) == 2
    for number in range(1_000):
        rare.warn(str(number), "%s is odd", number)
    assert len(caplog.records) == RareLog.PER_INTERVAL
    now = RareLog.INTERVAL_S
    rare.warn("192.0.2.1", "%s is odd", "192.0.2.1")
    assert len(caplog.records) == RareLog.PER_INTERVAL + 1
