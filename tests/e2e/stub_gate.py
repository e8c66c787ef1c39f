"""A gate of thirty lines that answers by the Kamailio dialect whatever it is told to, over SIP and over HTTP.

It stands in where a recipe is to be shown something that the product does not do on demand: to be late, to be
overloaded, to send Identity headers, to answer what no dialect answers.
"""

import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bellwarden import switches
from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Carrier, Redress
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import Action, Outcome, Verdict
from bellwarden.switches.answers import answer

LOOPBACK = "127.0.0.1"
SWITCH = switches.load()["kamailio"]


@dataclass
class StubGate:
    """`outcomes`, `answers`, `late_s` and `http_status` are by called number; without one a call continues at once."""

    captcha: str = ""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    answers: dict[str, SipAnswer] = field(default_factory=dict)
    late_s: dict[str, float] = field(default_factory=dict)
    http_status: dict[str, int] = field(default_factory=dict)
    identities: tuple[str, ...] = ()
    healthy: bool = True
    taking_ends: bool = True
    asked: list[str] = field(default_factory=list)  # called numbers, in order, retransmissions left out
    messages: list[str] = field(default_factory=list)  # the INVITEs or JSON bodies themselves
    clients: set[tuple[str, str]] = field(default_factory=set)  # paths asked over HTTP, and the X-Client header there
    ended: list[dict[str, Any]] = field(default_factory=list)  # what was told about the ends of calls

    def __enter__(self) -> "StubGate":
        self.carrier = Carrier(
            "Hill Telephone", redress=Redress(url="https://redress.hill.example/"), captcha_uri=self.captcha
        )
        self._seen: set[bytes] = set()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self._socket.settimeout(0.1)
        self.sip_port: int = self._socket.getsockname()[1]
        self._http = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._http.daemon_threads = True
        self.http_port: int = self._http.server_address[1]
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._serve, daemon=True),
            threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._http.shutdown()
        self._http.server_close()
        for thread in self._threads:
            thread.join()
        self._socket.close()

    def answer_to(self, called: str, uri: str) -> SipAnswer:
        if called in self.answers:
            return self.answers[called]
        outcome = self.outcomes.get(called, Outcome.CONTINUE)
        verdict = Verdict(Action.ALLOW if outcome is Outcome.CONTINUE else Action.BLOCK, outcome.name, outcome)
        request = CallRequest(0.0, LOOPBACK, called, "", uri=uri)
        said = answer(SWITCH, verdict, request, None, self.carrier, "0199f3a2b7c4d1e200000001")
        return said._replace(headers=(*said.headers, *(("Identity", value) for value in self.identities)))

    def _serve(self) -> None:
        while not self._stopped:
            try:
                data, peer = self._socket.recvfrom(65535)
            except OSError:
                continue
            threading.Thread(target=self._reply, args=(data, peer), daemon=True).start()

    def _reply(self, data: bytes, peer: tuple[str, int]) -> None:
        start, *lines = data.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        method, uri, _ = start.split(" ")
        if method == "ACK":
            return
        if method in ("OPTIONS", "CANCEL"):
            if not self.healthy:
                return
            said = SipAnswer(200, "OK")
        else:
            called = uri.removeprefix("sip:").partition("@")[0]
            if data not in self._seen:
                self._seen.add(data)
                self.asked.append(called)
                self.messages.append(data.decode())
            time.sleep(self.late_s.get(called, 0.0))
            said = self.answer_to(called, uri)
        kept = [line for line in lines if line.split(":")[0].lower() in ("via", "from", "call-id", "cseq")]
        kept += [line + ";tag=gate" for line in lines if line.lower().startswith("to:")]
        told = [f"{name}: {value}" for name, value in said.headers]
        if said.contact:
            told.append(f"Contact: {said.contact}")
        reply = "\r\n".join([f"SIP/2.0 {said.status} {said.phrase}", *kept, *told, "Content-Length: 0", "", ""])
        if not self._stopped:
            self._socket.sendto(reply.encode(), peer)


def _handler(gate: StubGate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            gate.clients.add((self.path, self.headers.get("X-Client", "")))
            self._send(200 if gate.healthy else 503, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = json.loads(body)
            gate.clients.add((self.path, self.headers.get("X-Client", "")))
            if self.path == "/v1/calls/ended":
                if gate.taking_ends:
                    gate.ended.append(asked)
                self._send(202 if gate.taking_ends else 503, {"accepted": gate.taking_ends})
                return
            called = asked["called_number"].removeprefix("sip:").partition("@")[0]
            gate.asked.append(called)
            gate.messages.append(body)
            time.sleep(gate.late_s.get(called, 0.0))
            said = gate.answer_to(called, asked.get("request_uri", ""))
            sip = {"status": said.status, "phrase": said.phrase, "contact": said.contact, "headers": said.headers}
            self._send(gate.http_status.get(called, 200), {"decision_id": "0199f3a2b7c4d1e200000001", "sip": sip})

        def _send(self, status: int, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
