"""The certificates of the sandbox's SMTP sink, beside what another implementation says of them."""

from __future__ import annotations

import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.confirm.inside import p256
from hiyari.forms.confirm.inside.certificates import (
    MAX_NAMES,
    Authority,
    certificate,
    identifier,
    new_authority,
    private_key,
)
from hiyari.forms.confirm.inside.tls import Certificates, Channel

AUTHORITY = new_authority()


@given(st.integers(1, p256.ORDER - 1), st.binary(max_size=100))
@settings(max_examples=8, deadline=None)
def test_a_signature_is_one(secret: int, message: bytes) -> None:
    """Keys and signatures are those of P-256, as OpenSSL checks them."""
    key = p256.public(secret)
    other = ec.derive_private_key(secret, ec.SECP256R1()).public_key()
    assert other.public_numbers() == ec.EllipticCurvePublicNumbers(key.x, key.y, ec.SECP256R1())
    other.verify(encode_dss_signature(*p256.sign(secret, message)), message, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("factor", [1, 2, 3, p256.ORDER - 1, p256.ORDER - 2])
def test_the_edges_of_the_curve(factor: int) -> None:
    """The smallest and the largest multiples are points of the curve, and only zero is none."""
    point = p256.times(factor, p256.BASE)
    assert (point.y**2 - point.x**3 + 3 * point.x - p256.B) % p256.P == 0
    with pytest.raises(ValueError, match="infinity"):
        p256.times(0, p256.BASE)


def test_a_certificate_is_one() -> None:
    """The authority's certificate signs itself and others; these are for the names and addresses that were asked for."""
    root = x509.load_pem_x509_certificate(AUTHORITY.certificate)
    leaf = x509.load_pem_x509_certificate(certificate(AUTHORITY, ["smtp.example.jp", "192.0.2.1", "smtp.example.jp"]))
    root.verify_directly_issued_by(root)
    leaf.verify_directly_issued_by(root)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["smtp.example.jp"]
    assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address("192.0.2.1")]
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    key = load_pem_private_key(private_key(AUTHORITY), None)
    assert key.public_key() == leaf.public_key()


def test_names_are_bounded() -> None:
    """A certificate holds no more names than its bound, and a name no more letters than a name can have."""
    leaf = x509.load_pem_x509_certificate(certificate(AUTHORITY, [f"{'a' * 300}{at}" for at in range(99)]))
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert len(list(names)) == MAX_NAMES
    assert identifier("1.2.840.113549.1.1.11") == bytes.fromhex("06092a864886f70d01010b")


def _met(context: ssl.SSLContext, name: str | None, names: tuple[str, ...]) -> tuple[Channel, ssl.SSLObject]:
    """A client and the sink's channel after their greetings, and some words of the client's."""
    channel = Channel(Certificates(AUTHORITY), names)
    to, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(back, to, server_hostname=name)
    for _ in range(6):
        try:
            client.do_handshake()
            client.write(b"EHLO a\r\n")
            break
        except ssl.SSLWantReadError:
            channel.receive(to.read())
            back.write(channel.wire())
    assert channel.receive(to.read()) == b"EHLO a\r\n"
    channel.send(b"250 ok\r\n")
    back.write(channel.wire())
    return channel, client


def _trusting(authority: Authority = AUTHORITY) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority.certificate.decode())
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def test_a_client_is_shown_the_name_that_it_asks_for() -> None:
    """With SNI any name is right; without it those that were looked up are."""
    assert _met(_trusting(), "smtp.example.jp", ("a.example",))[1].read() == b"250 ok\r\n"
    assert _met(_trusting(), "192.0.2.25", ("a.example", "192.0.2.25"))[1].read() == b"250 ok\r\n"


def test_a_client_that_does_not_trust() -> None:
    """A client that trusts others goes away, and why is kept."""
    with pytest.raises(ssl.SSLCertVerificationError):
        _met(_trusting(new_authority()), "smtp.example.jp", ())


@given(st.lists(st.binary(min_size=1, max_size=200), max_size=5), st.booleans())
@settings(max_examples=30, deadline=None)
def test_rubbish_is_no_client(pieces: list[bytes], greets: bool) -> None:
    """What is no TLS gives no words and no error, with the beginning of one or without."""
    channel = Channel(CERTIFICATES, ("a.example",))
    said = b"".join(channel.receive(piece) for piece in ([b"\x16\x03\x01\x00\x40", *pieces] if greets else pieces))
    channel.send(b"220 x\r\n")
    channel.wire()
    assert (said, channel.greeted) == (b"", False)


CERTIFICATES = Certificates(AUTHORITY)
