"""Over TLS ClickHouse must prove who it is before it is told anything."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hiyari.locale.translate import Translator
from hiyari.maillog.store.clickhouse_http import post
from hiyari.maillog.store.clickhouse_place import parse_place
from hiyari.model.error import UserError

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def _certificate(folder: Path, address: str) -> Path:
    """One that signs itself, with its key, for an address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "clickhouse")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(minutes=1)).not_valid_after(now + dt.timedelta(minutes=10))
    named = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    made = builder.add_extension(named, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{address}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


_STATEMENT = b"SELECT 1"


@contextmanager
def _server(certificate: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Takes one connection; what it is told is kept."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    told: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                peer, _ = listening.accept()
                with context.wrap_socket(peer, server_side=True) as secure:
                    said = secure.recv(65536)
                    # What is still unread when a connection is closed takes the answer with it.
                    while not said.endswith(_STATEMENT) and (more := secure.recv(65536)):
                        said += more
                    told.append(said)
                    secure.sendall(_ANSWER)
            except OSError:
                return

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1], told
        thread.join()


def _post(port: int) -> bytes:
    return post(parse_place(f"clickhouses://u:geheim@127.0.0.1:{port}/mail"), _STATEMENT.decode(), {})


@pytest.mark.parametrize(("trusted", "address"), [(False, "127.0.0.1"), (True, "192.0.2.1")])
def test_nothing_is_told_to_a_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, *, trusted: bool
) -> None:
    """A certificate that nobody vouches for, or that is another host's, ends it before the first word."""
    certificate = _certificate(tmp_path, address)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with _server(certificate) as (port, told):
        with pytest.raises(UserError) as caught:
            _post(port)
        said = Translator("en").render(caught.value.problems[0])
    assert "does not prove who it is" in said
    assert "geheim" not in said
    assert told == []


def test_a_certificate_that_is_vouched_for_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement goes over TLS, with the password in a header and not in the address."""
    certificate = _certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with _server(certificate) as (port, told):
        assert _post(port) == b"ok"
    (request,) = told
    line, _, headers = request.partition(b"\r\n")
    assert b"geheim" not in line
    assert b"X-ClickHouse-Key: geheim" in headers
