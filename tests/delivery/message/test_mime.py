"""What goes into a message comes out of it again, and nothing else does."""

from __future__ import annotations

import re
from base64 import b64decode
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hiyari.delivery.campaign import Charset, Mailbox
from hiyari.delivery.message.mime import CharsetError, attachment, encode, mailbox, text_part, unstructured
from tests.delivery.message.parts import campaign, compose, fields, parse, rendered

_LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=200)
"""What templates and campaign files let through as one line."""
_BODY = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)
_JIS = st.text(st.sampled_from("あいう漢字カナABC 。、　～〜－―—∥￠￡￢"), min_size=1, max_size=120)
_WINDOWS = str.maketrans("～－∥￠￡￢—", "〜−‖¢£¬―")
_USUAL = {"Date", "From", "MIME-Version", "To", "Message-ID", "Subject", "Content-Type", "Content-Transfer-Encoding"}
_ENCODED = re.compile(rb"=\?[^?]*\?B\?([^?]*)\?=")


def seen(body: str) -> str:
    """A body as a reader has it: LF line ends, one at the end, no control characters but TAB."""
    unified = body.replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", unified)
    return kept if kept.endswith("\n") else kept + "\n"


def can_be_carried(octets: bytes) -> bool:
    """Lines, encoded words and line ends are as RFC 5322 section 2.1.1 and RFC 2047 section 2 want them."""
    lines = octets.split(b"\r\n")
    return (
        max(map(len, lines)) <= 998
        and not any(b"\r" in line or b"\n" in line for line in lines)
        and all(len(found[0]) <= 75 for found in _ENCODED.finditer(octets))
    )


@given(subject=_LINE.map(str.strip).filter(bool), body=_BODY, html=st.none() | _BODY)
@example(subject="=?utf-8?B?eA==?= looks encoded", body="--=_boundary\r\n.\r\nFrom x\n", html=None)
@example(subject="a" * 900, body="b" * 2000, html="c" * 1200)
@example(subject="two  spaces " + "word " * 30 + "end", body="", html="")
@example(subject="当選　のお知らせ 👨‍👩‍👧", body="一" * 400, html="<p>二</p>")
def test_subject_and_bodies_come_back(subject: str, body: str, html: str | None) -> None:
    """The standard library reads exactly the subject and bodies that were put in, from lines that SMTP carries."""
    octets = compose(rendered(subject, body, html))
    message = parse(octets)
    assert can_be_carried(octets)
    assert octets.isascii()
    assert message["Subject"] == subject
    plain = message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == seen(body)
    markup = message.get_body(("html",))
    assert (markup is None) == (html is None)
    assert markup is None or markup.get_content().replace("\r\n", "\n") == seen(html or "")


@given(_LINE.map(str.strip).filter(bool))
@example('Prize "office", <prize@evil.example>')
@example("=?utf-8?Q?Somebody_else?=")
@example("back\\slash")
def test_names_come_back_beside_their_address(name: str) -> None:
    """Whatever stands in a name, From: has one mailbox of this name and this address."""
    octets = compose(rendered(), campaign(sender=Mailbox(name=name, address="prize@example.jp")))
    (sender,) = parse(octets)["From"].addresses
    assert sender.addr_spec == "prize@example.jp"
    # The parser of addresses puts a space between encoded words of two lines; the older one does not.
    read, address = parseaddr(str(message_from_bytes(octets, policy=compat32)["From"]))
    assert (str(make_header(decode_header(read))), address) == (name, "prize@example.jp")
    assert set(fields(octets)) == _USUAL
    assert can_be_carried(octets)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80), st.binary(max_size=3000))
@example("result.pdf", b"")
@example("抽選結果.csv", b"a,b\r\n")
@example('a"b\\c.txt', b"x")
@example("x\r\nBcc: everybody@example.jp\r\n\r\n", b"x")
@example("letter.eml", b"Subject: x\r\n\r\n")
@example("all.tar.gz", b"\x1f\x8b")
def test_attachments_come_back(name: str, octets: bytes) -> None:
    """A file comes back octet for octet under its name, and its name begins no header line."""
    composed = compose(rendered(), attachments=(attachment(name, octets),))
    (part,) = parse(composed).iter_attachments()
    assert part.get_payload(decode=True) == octets
    assert part.get_filename() == name or not name.isprintable()
    assert part.keys() == ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]
    assert part.get_content_maintype() not in {"message", "multipart"}
    assert can_be_carried(composed)


def test_what_is_packed_is_not_called_by_what_is_in_it() -> None:
    """A .tar.gz is no application/x-tar, and a message in base64 would be no message (RFC 2045 section 6.4)."""
    for name in ("all.tar.gz", "letter.eml", "letter.mht"):
        assert attachment(name, b"").header.startswith(b"Content-Type: application/octet-stream\r\n")
    assert attachment("a.pdf", b"").header.startswith(b"Content-Type: application/pdf\r\n")


@given(subject=_JIS.map(str.strip).filter(bool), body=_JIS)
def test_iso_2022_jp_comes_back(subject: str, body: str) -> None:
    """Old phones read the same, with what Windows calls a wave dash or a bar under the name that JIS has for it."""
    octets = compose(rendered(subject, body), campaign(charset=Charset.ISO_2022_JP))
    message = parse(octets)
    assert message["Subject"] == subject.translate(_WINDOWS)
    assert message.get_content().replace("\r\n", "\n") == body.translate(_WINDOWS) + "\n"
    assert can_be_carried(octets)
    for word in _ENCODED.findall(octets):
        # Each word begins and ends in ASCII (RFC 1468, RFC 2047 section 5).
        assert b64decode(word).isascii()
        assert b64decode(word).decode("iso2022_jp")


def test_every_character_of_windows_has_its_partner() -> None:
    """Wave dash, minus, bars, cent, pound and not: both spellings are written as the same octets."""
    for windows, jis in zip("～－∥￠￡￢—", "〜−‖¢£¬―", strict=True):
        assert encode(windows, Charset.ISO_2022_JP) == encode(jis, Charset.ISO_2022_JP)


@pytest.mark.parametrize("character", ["①", "髙", "ｱ", "😀", "한"])
def test_what_jis_does_not_have_is_named(character: str) -> None:
    """A character outside JIS X 0208 is an error that names it, in bodies, subjects and names."""
    for write in (
        lambda text: encode(text, Charset.ISO_2022_JP),
        lambda text: text_part(text, "plain", Charset.ISO_2022_JP),
        lambda text: unstructured("Subject", text, Charset.ISO_2022_JP),
        lambda text: mailbox("From", Mailbox(name=text, address="a@example.jp"), Charset.ISO_2022_JP),
    ):
        with pytest.raises(CharsetError) as caught:
            write(f"漢字{character}")
        assert caught.value.character == character
        assert caught.value.charset is Charset.ISO_2022_JP


def test_half_a_character_is_named_in_any_charset() -> None:
    """A surrogate cannot be written at all."""
    for charset in Charset:
        with pytest.raises(CharsetError):
            encode("x\ud800", charset)


@given(_LINE)
def test_a_subject_begins_no_header_line(subject: str) -> None:
    """Any single line makes one field, however it is folded."""
    assert len(fields(unstructured("Subject", subject, Charset.UTF_8) + b"\r\n")) == 1


def test_an_international_address_stands_in_to_as_utf_8() -> None:
    """RFC 6532 section 3.2: the message is an international one, and the address is unchanged."""
    octets = compose(rendered(), address="太郎@example.jp")
    assert "\r\nTo: 太郎@example.jp\r\n".encode() in octets


@pytest.mark.parametrize("address", ["a..b@docomo.ne.jp", "ab.@docomo.ne.jp", ".ab@ezweb.ne.jp", '"a..b"@docomo.ne.jp'])
def test_irregular_addresses_stand_in_to_unchanged(address: str) -> None:
    """To: has the address as it was given out, whatever RFC 5322 says of dots."""
    assert f"\r\nTo: {address}\r\n".encode() in compose(rendered(), address=address)
