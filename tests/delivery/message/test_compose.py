"""Messages: what went in comes out of another program's parser, and nothing else stands in the header."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.campaign import (
    Campaign,
    Charset,
    DkimKey,
    Mailbox,
    MessageFiles,
    RecipientsFile,
    Route,
    RouteKind,
    Unsubscribe,
)
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.dkim import make_signer
from hiyari.delivery.message.mime import CharsetError, attachment
from hiyari.delivery.message.templates import TOKEN, Rendered, RenderError, Sources, Templates, fingerprint
from hiyari.delivery.message.tokens import Purpose, campaign_token, make_token, read_token
from hiyari.model.error import UserError

KEY = bytes(range(32))
AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LINES = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Cf", "Cn")), min_size=1, max_size=200)
TEXTS = st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300), min_size=1, max_size=5)


def campaign(**changed: object) -> Campaign:
    """A campaign of nothing but a message."""
    message = MessageFiles(
        sender=changed.pop("sender", Mailbox(name="Prize office", address="prize@example.jp")),  # type: ignore[arg-type]
        subject="",
        text=None,
        html=None,
        charset=changed.pop("charset", Charset.UTF_8),  # type: ignore[arg-type]
    )
    values: dict[str, object] = {
        "path": Path("campaign.toml"),
        "name": "prizes",
        "consent": "yes",
        "recipients": RecipientsFile(path=Path("r.csv"), column="mail"),
        "message": message,
        "route": Route(kind=RouteKind.DIRECT, helo="relay1.example.jp"),
        "reverse_path": "bounce@example.jp",
        **changed,
    }
    return Campaign(**values)  # type: ignore[arg-type]


def composed(one: Campaign, rendered: Rendered, signer: object = None, parts: tuple[object, ...] = ()) -> bytes:
    """The octets of one message."""
    composer = Composer(one, parts, KEY, campaign_token(KEY, one.name), signer)  # type: ignore[arg-type]
    return composer.compose(rendered, "a..b@docomo.ne.jp", 7, AT)


def parsed(octets: bytes) -> email.message.EmailMessage:
    """As the standard library reads it."""
    return email.message_from_bytes(octets, policy=email.policy.default)  # type: ignore[return-value]


@given(subject=LINES.filter(str.strip), body=TEXTS, name=LINES, charset=st.just(Charset.UTF_8))
def test_what_goes_in_comes_out(subject: str, body: list[str], name: str, charset: Charset) -> None:
    """Subject, sender and body are read back by another parser; lines are short enough, and only CRLF ends them."""
    text = "\n".join(line.replace("\x85", "").replace("\u2028", "").replace("\u2029", "") for line in body)
    octets = composed(
        campaign(sender=Mailbox(name=name.strip() or "x", address="prize@example.jp"), charset=charset),
        Rendered(subject=subject.strip(), text=text, html=None),
    )
    assert octets.isascii()
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    message = parsed(octets)
    assert " ".join(message["subject"].split()) == " ".join(subject.split())
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert message["from"].addresses[0].addr_spec == "prize@example.jp"
    assert {key.lower() for key in message} <= {
        "date", "from", "mime-version", "to", "message-id", "subject", "content-type", "content-transfer-encoding",
    }  # fmt: skip


def test_both_bodies_and_a_file_are_parts_in_their_order() -> None:
    """Text before HTML as alternatives, then the attachment with its name outside ASCII."""
    octets = composed(
        campaign(), Rendered(subject="x", text="plain", html="<p>日本</p>"), parts=(attachment("結果.pdf", b"%PDF"),)
    )
    message = parsed(octets)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert [part.get_filename() for part in message.iter_attachments()] == ["結果.pdf"]


def test_old_phones_get_iso_2022_jp() -> None:
    """Subject and body are in that charset, what Windows writes otherwise included; what it lacks is named."""
    one = campaign(charset=Charset.ISO_2022_JP)
    message = parsed(composed(one, Rendered(subject="結果〜発表", text="当選おめでとう～\n", html=None)))  # noqa: RUF001
    assert message["subject"] == "結果〜発表"
    assert message.get_content_charset() == "iso-2022-jp"
    assert "おめでとう" in message.get_content()
    with pytest.raises(CharsetError) as caught:
        composed(one, Rendered(subject="x", text="☃", html=None))
    assert caught.value.character == "☃"


def test_unsubscribe_fields_are_as_rfc_8058_has_them() -> None:
    """Both fields, with the recipient's own token, which only this purpose takes; the body has the same."""
    ways = Unsubscribe(url="https://example.jp/u/{token}", mailto="leave@example.jp", one_click=True)
    octets = composed(campaign(unsubscribe=ways), Rendered(subject="x", text=f"leave: {TOKEN}", html=None))
    message = parsed(octets)
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    field = " ".join(str(message["list-unsubscribe"]).split())
    token = campaign_token(KEY, "prizes")
    assert read_token(KEY, Purpose.UNSUBSCRIBE, field) == (token, 7)
    assert read_token(KEY, Purpose.BOUNCE, field) is None
    assert read_token(KEY, Purpose.UNSUBSCRIBE, message.get_content()) == (token, 7)
    assert read_token(KEY, Purpose.BOUNCE, str(message["message-id"])) == (token, 7)


def test_the_signature_verifies_and_covers_what_it_must(tmp_path: Path) -> None:
    """Signed with a fresh key and verified by dkimpy; a changed List-Unsubscribe breaks it (RFC 8058 section 4)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - quick to make
    path = tmp_path / "key.pem"
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import base64  # noqa: PLC0415

    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    signer = make_signer(DkimKey(domain="example.jp", selector="s1", key_file=path))
    ways = Unsubscribe(url="https://example.jp/u/{token}", one_click=True)
    octets = composed(campaign(unsubscribe=ways), Rendered(subject="結果", text="Hello", html=None), signer)
    assert dkim.verify(octets, dnsfunc=lambda _name, timeout=5: record)  # noqa: ARG005
    for before, after in ((b"/u/", b"/x/"), (b"Hello", b"Hullo"), (b"One-Click", b"Two-Click")):
        assert not dkim.verify(octets.replace(before, after), dnsfunc=lambda _name, timeout=5: record)  # noqa: ARG005
    path.write_text("no key")
    with pytest.raises(UserError, match="no RSA private key"):
        make_signer(DkimKey(domain="example.jp", selector="s1", key_file=path))


@given(number=st.integers(0, 36**9 - 1), cut=st.integers(0, 21))
def test_a_token_is_read_back_in_any_case_and_never_when_changed(number: int, cut: int) -> None:
    """Local parts come back in capitals; another letter, another key or another purpose is not taken."""
    token = make_token(KEY, Purpose.BOUNCE, campaign_token(KEY, "prizes"), number)
    assert read_token(KEY, Purpose.BOUNCE, f"<bounce+{token.upper()}@EXAMPLE.JP>") == (
        campaign_token(KEY, "prizes"),
        number,
    )
    place = cut % len(token)
    other = "a" if token[place] != "a" else "b"
    forged = token[:place] + other + token[place + 1 :]
    assert read_token(KEY, Purpose.BOUNCE, forged) is None
    assert read_token(KEY[::-1], Purpose.BOUNCE, token) is None
    assert read_token(KEY, Purpose.UNSUBSCRIBE, token) is None


def templates(text: str) -> Templates:
    """Templates with this body."""
    return Templates(Sources(subject="x", text=("body.txt", text), html=None, campaign="c.toml"), None)


def test_the_fingerprint_is_over_what_a_person_would_recognise() -> None:
    """Spaces at ends of lines do not count; a word, the subject, the HTML or an attachment does."""
    one = Rendered(subject="s", text="a \nb", html=None)
    assert fingerprint(one, b"") == fingerprint(Rendered(subject="s", text="a\nb  ", html=None), b"")
    others = [
        fingerprint(Rendered(subject="s", text="a\nc", html=None), b""),
        fingerprint(Rendered(subject="t", text="a\nb", html=None), b""),
        fingerprint(Rendered(subject="s", text="a\nb", html="h"), b""),
        fingerprint(one, b"file"),
    ]
    assert len({fingerprint(one, b""), *others}) == 5


@pytest.mark.parametrize(
    "body",
    [
        "{{ missing }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ row.__init__.__globals__ }}",
        "{{ 1 // 0 }}",
        "{% for i in range(10 ** 9) %}x{% endfor %}",
        "{{ name.nothing.more }}",
    ],
)
def test_what_a_template_may_not_do_is_an_error_of_its_row(body: str) -> None:
    """A missing column, a way into the program, an arithmetic mistake and a loop without end: a sentence each."""
    with pytest.raises(RenderError):
        templates(body).render({"name": "x"}, "a@example.jp")


def test_a_template_with_a_mistake_is_told_with_its_line() -> None:
    """The file's name and line."""
    with pytest.raises(UserError) as caught:
        templates("one\n{% if %}\n")
    assert dict(caught.value.problems[0].params)["line"] == 2
