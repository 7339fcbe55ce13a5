"""The header that a campaign's messages have: who may leave and how, and what the signature covers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiyari.delivery.campaign import DkimKey, Mailbox, Unsubscribe
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.dkim import make_signer
from hiyari.delivery.message.mime import attachment
from hiyari.delivery.message.templates import TOKEN as PLACEHOLDER
from hiyari.delivery.message.tokens import Purpose, make_token, read_token
from hiyari.model.error import UserError
from tests.delivery.message.parts import KEY, TOKEN, campaign, compose, fields, parse, rendered

SECRET: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LEAVE: Final = Unsubscribe(url="https://example.jp/leave/{token}", mailto="leave@example.jp", one_click=True)


def key_file(folder: Path, form: PrivateFormat = PrivateFormat.TraditionalOpenSSL) -> DkimKey:
    """The private key in a file."""
    path = folder / "s2026.pem"
    path.write_bytes(SECRET.private_bytes(Encoding.PEM, form, NoEncryption()))
    return DkimKey(domain="example.jp", selector="s2026", key_file=path)


def record(secret: rsa.RSAPrivateKey = SECRET) -> bytes:
    """What the zone publishes."""
    lines = secret.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().splitlines()
    return b"v=DKIM1; k=rsa; p=" + "".join(lines[1:-1]).encode()


def verifies(octets: bytes, published: bytes) -> bool:
    """As a receiver does it."""
    asked = {b"s2026._domainkey.example.jp.": published}
    return bool(dkim.verify(octets, dnsfunc=lambda name, timeout=5: asked[name]))  # noqa: ARG005 - dkimpy names it


@pytest.mark.parametrize("form", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
def test_a_signature_verifies_with_the_published_key_and_no_other(tmp_path: Path, form: PrivateFormat) -> None:
    """A receiver verifies it, from keys in either form of PEM; a changed body or another key does not."""
    signer = make_signer(key_file(tmp_path, form))
    octets = compose(
        rendered("当選のお知らせ", "Hello.\n\n\n", "<p>x</p>"),
        campaign(unsubscribe=LEAVE, reply_to=Mailbox(name="Help", address="help@example.jp")),
        attachments=(attachment("a.txt", b"x"),),
        signer=signer,
    )
    assert verifies(octets, record())
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert not verifies(octets, record(other))
    assert not verifies(octets.replace(b"Message-ID: <", b"Message-ID: <x"), record())
    assert not verifies(octets + b"more\r\n", record())


def test_the_signature_covers_what_the_recipient_acts_on(tmp_path: Path) -> None:
    """From, To, Subject, Date and both fields of RFC 8058 are signed; taking one away breaks the signature."""
    octets = compose(rendered(), campaign(unsubscribe=LEAVE), signer=make_signer(key_file(tmp_path)))
    signed = re.search(rb"\bh=([^;]*);", octets)
    assert signed is not None
    names = set(re.sub(rb"\s", b"", signed[1]).decode().lower().split(":"))
    assert names >= {"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"}
    assert not verifies(octets.replace(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""), record())
    assert not verifies(octets.replace(b"List-Unsubscribe: <https", b"List-Unsubscribe: <http"), record())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    subject=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(str.strip).filter(bool),
    body=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_message_verifies(tmp_path: Path, subject: str, body: str) -> None:
    """Whatever stands in it, folding and line ends are such that relaxed canonicalisation keeps the signature."""
    assert verifies(compose(rendered(subject, body), signer=make_signer(key_file(tmp_path))), record())


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_told_before_anything_is_sent(tmp_path: Path, content: bytes) -> None:
    """One sentence, with the command that makes a key."""
    path = tmp_path / "k.pem"
    path.write_bytes(content)
    with pytest.raises(UserError, match="openssl genrsa"):
        make_signer(DkimKey(domain="example.jp", selector="s", key_file=path))
    with pytest.raises(UserError, match="cannot be read"):
        make_signer(DkimKey(domain="example.jp", selector="s", key_file=tmp_path / "none.pem"))


def test_the_fields_of_rfc_8058_are_literal() -> None:
    """Section 8.1: an https address with the recipient's own token, and One-Click spelled exactly so."""
    octets = compose(rendered(), campaign(unsubscribe=LEAVE))
    token = make_token(KEY, Purpose.UNSUBSCRIBE, TOKEN, 2).encode()
    assert (
        b"\r\nList-Unsubscribe: <https://example.jp/leave/" + token + b">,\r\n <mailto:leave@example.jp?subject="
        b"" + token + b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ) in octets


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (Unsubscribe(), None),
        (Unsubscribe(mailto="leave@example.jp"), "<mailto:leave@example.jp?subject=TOKEN>"),
        (Unsubscribe(mailto="a?cc=b&c#d%e@example.jp"), "<mailto:a%3Fcc=b%26c%23d%25e@example.jp?subject=TOKEN>"),
        (Unsubscribe(url="http://example.jp/leave"), "<http://example.jp/leave>"),
    ],
)
def test_without_one_click_there_is_no_post(ways: Unsubscribe, expected: str | None) -> None:
    """RFC 2369 alone: the address's own signs are escaped (RFC 6068), and nothing promises one click."""
    octets = compose(rendered(), campaign(unsubscribe=ways))
    message = parse(octets)
    token = make_token(KEY, Purpose.UNSUBSCRIBE, TOKEN, 2)
    shown = message["List-Unsubscribe"]
    assert (shown.replace(token, "TOKEN").replace("%3D", "=") if shown else None) == expected
    assert "List-Unsubscribe-Post" not in message


def test_the_link_in_the_body_is_the_recipients_own() -> None:
    """The placeholder becomes the token, in text and HTML; it cannot be used as a bounce."""
    octets = compose(rendered(text=f"x {PLACEHOLDER}\n", html=f"<a href='{PLACEHOLDER}'>"))
    for kind in ("plain", "html"):
        body = parse(octets).get_body((kind,))
        assert body is not None
        assert read_token(KEY, Purpose.UNSUBSCRIBE, body.get_content()) == (TOKEN, 2)
        assert read_token(KEY, Purpose.BOUNCE, body.get_content()) is None


@pytest.mark.parametrize("many", [{}, {"unsubscribe": LEAVE}, {"reply_to": Mailbox(name="", address="h@example.jp")}])
def test_every_field_stands_there_once(many: dict[str, Any], tmp_path: Path) -> None:
    """RFC 5322 section 3.6: no field twice."""
    names = fields(compose(rendered(), campaign(**many), signer=make_signer(key_file(tmp_path))))
    assert len(names) == len(set(names))
    assert {"Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "DKIM-Signature"} <= set(names)


@pytest.mark.parametrize("number", [1, 35, 36, 10_000_000])
def test_the_reverse_path_has_the_token_only_with_verp(number: int) -> None:
    """Without VERP every recipient has the same reverse-path."""
    with_verp = Composer(campaign(), (), KEY, TOKEN, None).reverse_path(number)
    assert read_token(KEY, Purpose.BOUNCE, with_verp) == (TOKEN, number)
    assert with_verp.startswith("bounce+")
    assert Composer(campaign(verp=False), (), KEY, TOKEN, None).reverse_path(number) == "bounce@example.jp"
