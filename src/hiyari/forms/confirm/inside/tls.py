"""TLS for the sandbox's SMTP sink, without sockets: octets of the wire in and out, plain ones beside them.

A client is shown a certificate for the name that it asks for (SNI), or for all the names that were looked up and the
address that it came to. Where the host's Python has no ssl, nothing is offered.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from . import certificates
from .certificates import Authority

try:
    import ssl
except ImportError:  # a Python that was built without it
    ssl = None  # type: ignore[assignment]

MAX_CERTIFICATES = 64
MAX_PLAIN = 1 << 20
"""Octets that one reading gives."""


class Certificates:
    """Contexts for TLS, one for each set of names."""

    def __init__(self, authority: Authority) -> None:
        """Nothing is made before a client wants it."""
        self._authority = authority
        self._made: dict[tuple[str, ...], ssl.SSLContext] = {}

    @property
    def offered(self) -> bool:
        """Whether this Python has TLS."""
        return ssl is not None

    def context(self, names: tuple[str, ...]) -> ssl.SSLContext:
        """A context that shows a certificate for these names. Raises OSError (also as ssl.SSLError)."""
        if names not in self._made and len(self._made) >= MAX_CERTIFICATES:
            self._made.clear()
        if names not in self._made:
            self._made[names] = self._new(names)
        return self._made[names]

    def _new(self, names: tuple[str, ...]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with contextlib.suppress(ValueError, OSError):  # OpenSSL may be built or told not to know old versions
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.set_ciphers("ALL:@SECLEVEL=0")
        context.options |= ssl.OP_NO_RENEGOTIATION
        chain = certificates.certificate(self._authority, names)
        with _readable(chain) as chain_at, _readable(certificates.private_key(self._authority)) as key_at:
            context.load_cert_chain(chain_at, key_at)
        return context


@contextlib.contextmanager
def _readable(octets: bytes) -> Iterator[str]:
    """A path to read some octets from once: of a pipe, since what lies in a folder the script could change or fill."""
    read, write = os.pipe()
    try:
        os.write(write, octets)  # less than a pipe holds
        os.close(write)
        yield f"/proc/self/fd/{read}"
    finally:
        os.close(read)


class Channel:
    """One client's TLS."""

    def __init__(self, made: Certificates, names: tuple[str, ...]) -> None:
        """Begin; ``names`` are what a client without SNI may have asked for. Raises OSError."""
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._made = made
        context = made.context(names)
        context.sni_callback = self._named
        self._object = context.wrap_bio(self._in, self._out, server_side=True)
        self._greeted = False
        self.failed: str | None = None
        """Why the client went away, or was sent away."""

    def receive(self, octets: bytes) -> bytes:
        """Take octets from the wire; what they say in plain."""
        if octets:
            self._in.write(octets)
        else:
            self._in.write_eof()
        plain = bytearray()
        try:
            if not self._greeted:
                self._object.do_handshake()
                self._greeted = True
            while len(plain) < MAX_PLAIN and (some := self._object.read(65536)):
                plain += some
        except ssl.SSLWantReadError:
            pass
        except OSError as problem:  # ssl.SSLError too
            why = str(getattr(problem, "reason", None) or problem)
            self.failed = why if not self._greeted or "ALERT" in why else None  # TLS 1.3 greets before it is trusted
        return bytes(plain)

    @property
    def greeted(self) -> bool:
        """Whether the handshake is done."""
        return self._greeted

    def send(self, plain: bytes) -> None:
        """Put plain octets into what goes to the wire, once the handshake is done."""
        with contextlib.suppress(OSError):
            if plain:
                self._object.write(plain)

    def wire(self) -> bytes:
        """What goes to the wire."""
        return self._out.read()

    def _named(self, channel: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None:
            with contextlib.suppress(OSError):
                channel.context = self._made.context((name[:253],))
