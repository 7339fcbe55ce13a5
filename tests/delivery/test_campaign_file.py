"""The campaign's file: what it says is read, and every mistake is told with its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.provider import Limit
from hiyari.delivery.campaign import (
    REPEAT_WINDOW,
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
from hiyari.delivery.campaign_file import parse_campaign
from hiyari.delivery.message.tokens import LONGEST_TOKEN
from hiyari.delivery.pacing.hours import Hours
from hiyari.delivery.recipients.row import RecipientFormat
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError
from hiyari.model.inventory import ServerAddress
from hiyari.smtp.events import Tls

PATH = Path("folder/c1.toml")
SMALL = """name = "c1"
consent = "they asked for it"

[recipients]
file = "people.csv"
address = "mail"

[message]
from = "prize@example.jp"
subject = "Hello"
text = "body.txt"

[envelope]
reverse_path = "bounce@example.jp"

[route]
helo = "relay1.example.jp"
egress = ["203.0.113.11"]
"""
FULL = """name = "prize-2026"
consent = "応募　フォームの同意欄"

[recipients]
file = "people.txt"
address = "宛先"
format = "csv"
encoding = "cp932"

[message]
from = "懸賞　係 <prize@example.jp>"
reply_to = "help@example.jp"
subject = "当選　{{ name }}"
text = "body.txt"
html = "/srv/body.html"
attachments = ["a.pdf", "b.pdf"]
charset = "iso-2022-jp"

[unsubscribe]
url = "https://example.jp/leave?{token}"
mailto = "leave@example.jp"
one_click = true

[envelope]
reverse_path = "bounce@example.jp"
verp = false

[window]
begin = 2026-12-01T09:00:00+09:00
end = 2026-12-02T00:00:00Z
zone = "Asia/Tokyo"
hours = "09:30-24:00"

[route]
kind = "smart host"
helo = "bulk.example.jp"
egress = ["203.0.113.11", "2001:db8::11"]
smart_host = "[2001:db8::25]:587"
tls = "must"
user = "bulk"
password_file = "secret"

[dkim]
domain = "example.jp"
selector = "s2026.mail"
key_file = "s2026.pem"

[suppress]
files = ["gone.txt"]

[repeat]
window = "30d"

[pace.docomo]
connections = 1
interval = 2.5
"""


def parse(source: str) -> Campaign:
    """The campaign in a text."""
    return parse_campaign(source, PATH, knowledge())


def complaints(source: str) -> list[str]:
    """What is said about a text that is no campaign."""
    with pytest.raises(UserError) as caught:
        parse(source)
    return [Translator("en").render(one) for one in caught.value.problems]


def with_lines(source: str, table: str, *lines: str) -> str:
    """The text with lines at the beginning of a table, which is appended where there is none."""
    head = f"[{table}]\n"
    source = source if head in source else f"{source}\n{head}"
    return source.replace(head, head + "".join(f"{line}\n" for line in lines))


def test_everything_that_can_be_said_is_read() -> None:
    """Each key of each table ends up in its place; names of files are those beside the campaign's."""
    folder = PATH.parent
    assert parse(FULL) == Campaign(
        path=PATH,
        name="prize-2026",
        consent="応募　フォームの同意欄",
        recipients=RecipientsFile(
            path=folder / "people.txt", column="宛先", form=RecipientFormat.CSV, encoding="cp932", line=4
        ),
        message=MessageFiles(
            sender=Mailbox(name="懸賞　係", address="prize@example.jp"),
            subject="当選　{{ name }}",
            text=folder / "body.txt",
            html=Path("/srv/body.html"),
            reply_to=Mailbox(name="", address="help@example.jp"),
            attachments=(folder / "a.pdf", folder / "b.pdf"),
            charset=Charset.ISO_2022_JP,
        ),
        route=Route(
            kind=RouteKind.SMART_HOST,
            helo="bulk.example.jp",
            egress=(ip_address("203.0.113.11"), ip_address("2001:db8::11")),
            smart_host=ServerAddress(address=ip_address("2001:db8::25"), port=587),
            tls=Tls("must"),
            user="bulk",
            password_file=folder / "secret",
        ),
        reverse_path="bounce@example.jp",
        verp=False,
        unsubscribe=Unsubscribe(url="https://example.jp/leave?{token}", mailto="leave@example.jp", one_click=True),
        hours=Hours(
            zone=ZoneInfo("Asia/Tokyo"),
            begin=datetime(2026, 12, 1, tzinfo=UTC),
            end=datetime(2026, 12, 2, tzinfo=UTC),
            daily_from=time(9, 30),
            daily_until=time(0, 0),
        ),
        dkim=DkimKey(domain="example.jp", selector="s2026.mail", key_file=folder / "s2026.pem"),
        suppress=(folder / "gone.txt",),
        repeat_window=30 * 86400,
        pace={
            "docomo": {
                "connections": Limit(value=1, source="folder/c1.toml:54"),
                "interval": Limit(value=2.5, source="folder/c1.toml:54"),
            }
        },
    )


def test_the_least_that_must_be_said() -> None:
    """What is left out has its default: direct, TLS where it is offered, VERP, ninety days without a repetition."""
    read = parse(SMALL)
    assert (read.route.kind, read.route.tls, read.route.port) == (RouteKind.DIRECT, Tls("may"), 25)
    assert (read.verp, read.repeat_window, read.repeat_reason) == (True, REPEAT_WINDOW, "")
    assert (read.dkim, read.suppress, read.pace, read.hours) == (None, (), {}, Hours(zone=UTC))
    assert replace(read.message, text=None) == replace(
        read.message, text=None, html=None, reply_to=None, attachments=(), charset=Charset.UTF_8
    )


def test_repeating_is_allowed_with_a_reason() -> None:
    """The reason alone switches the window off, and is kept."""
    read = parse(with_lines(SMALL, "repeat", 'off_because = "a reminder of the same text"'))
    assert (read.repeat_window, read.repeat_reason) == (0, "a reminder of the same text")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("name", 1),
        ("consent", 1),
        ("file", 4),
        ("address", 4),
        ("from", 8),
        ("subject", 8),
        ("reverse_path", 13),
        ("helo", 16),
    ],
)
def test_what_is_missing_is_told_with_an_example(key: str, line: int) -> None:
    """Every key that is needed, with the line of its table and what to write."""
    kept = "\n".join("#" if one.startswith(f"{key} =") else one for one in SMALL.split("\n"))
    (said,) = complaints(kept)
    assert said.startswith(f"folder/c1.toml:{line}: {key} is missing. Add a line such as: {key} = ")


def test_an_empty_file_misses_everything_at_once() -> None:
    """All that is needed is told in one go."""
    said = "\n".join(complaints(""))
    assert all(f"{key} is missing" in said for key in ("name", "consent", "file", "from", "reverse_path", "helo"))
    assert "There is no body" in said


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("message", 'form = "x"', 'unknown key "form". Did you mean from?'),
        ("message", 'cc = "x@example.jp"', 'unknown key "cc".'),
        ("message", 'reply_to = "nobody"', 'reply_to = "nobody": Write a name and an address'),
        ("message", f'reply_to = "{"x" * 201} <a@example.jp>"', "Write a name and an address"),
        ("message", 'reply_to = "x\\r\\nBcc: y <a@example.jp>"', "is empty or holds control characters"),
        ("message", "html = 5", "html must be text in quotes"),
        ("message", 'html = ""', "html is empty"),
        ("message", 'attachments = "a.pdf"', "attachments must be a list"),
        ("message", "attachments = [5]", "attachments must be text in quotes"),
        ("message", 'charset = "shift_jis"', 'charset = "shift_jis" is not known. Write one of: utf-8, iso-2022-jp'),
        ("recipients", 'format = "xls"', 'format = "xls" is not known. Write one of: csv, tsv'),
        ("envelope", 'verp = "yes"', "verp must be true or false"),
        ("window", "begin = 2026-12-01", "begin must be a time with its offset"),
        ("window", "begin = 2026-12-01T09:00:00", "begin must be a time with its offset"),
        ("window", 'zone = "Tokyo"', 'zone = "Tokyo": Write a time zone'),
        ("window", 'zone = "../../etc/passwd"', "Write a time zone"),
        ("window", 'zone = "Asia"', "Write a time zone"),
        ("window", 'hours = "09:00-21:00"', "Hours need a time zone"),
        ("window", 'hours = "9-21"', 'hours = "9-21": Write the hours'),
        ("window", 'hours = "09:00-24:30"', "Write the hours"),
        ("window", 'hours = "09:00-09:00"', "Write the hours"),
        ("route", 'kind = "carrier pigeon"', 'kind = "carrier pigeon" is not known. Write one of: direct, smart host'),
        ("route", 'smart_host = "127.0.0.1"', 'smart_host has no place in a route of kind = "direct"'),
        ("route", 'user = "u"', "user and password_file belong together"),
        ("route", 'tls = "always"', 'tls = "always" is not known'),
        ("route", "port = 0", "port must be a number from 1"),
        ("route", "port = 25.5", "port must be a whole number"),
        ("unsubscribe", 'url = "ftp://example.jp/"', "Write a URL"),
        ("unsubscribe", 'url = "https://example.jp/x y"', "Write a URL"),
        ("unsubscribe", 'url = "https://例え.jp/"', "Write a URL"),
        ("unsubscribe", f'url = "https://example.jp/{"{token}" * 2}"', "Write a URL"),
        ("unsubscribe", f'url = "https://example.jp/{"x" * 900}"', "Write a URL"),
        ("unsubscribe", "one_click = true", "One click needs an https URL"),
        ("unsubscribe", 'mailto = "nobody"', "Write an address"),
        ("dkim", 'domain = "exa mple"', "Write a domain"),
        ("suppress", 'files = "x"', "files must be a list"),
        ("repeat", 'window = "soon"', "Write a time span such as 90d"),
        ("repeat", 'window = "0d"', "needs a reason"),
        ("repeat", 'window = "999999999w"', "ten years at most"),
        ("pace.docomoo", "interval = 1", "There is no provider of this name. Write one of: au, docomo"),
        ("pace.docomo", "speed = 1", 'unknown key "speed"'),
        ("pace.docomo", "intervall = 1", 'unknown key "intervall". Did you mean interval?'),
        ("pace.docomo", "interval = -1", "interval must be a number from 0"),
        ("pace.docomo", "interval = nan", "interval must be a number"),
        ("pace.docomo", "interval = true", "interval must be a number"),
        ("pace.docomo", "recipients = 50", 'unknown key "recipients"'),
    ],
)
def test_every_mistake_is_told_with_its_line(table: str, line: str, said: str) -> None:
    """Unknown keys, wrong types and wrong values stand with the line on which they are."""
    source = with_lines(SMALL, table, line)
    number = source.split("\n").index(line) + 1
    told = complaints(source)
    first = next((one for one in told if said in one), None)
    assert first is not None, told
    header = number - 1
    assert first.startswith((f"folder/c1.toml:{number}: ", f"folder/c1.toml:{header}: "))


@pytest.mark.parametrize(
    ("table", "lines", "said"),
    [
        ("unsubscribe", ('url = "http://example.jp/{token}"', "one_click = true"), "One click needs an https URL"),
        ("unsubscribe", ('url = "https://example.jp/"', "one_click = true"), "One click must tell who leaves"),
        ("window", ("begin = 2026-12-02T00:00:00Z", "end = 2026-12-02T08:00:00+09:00"), "ends before it begins"),
        ("repeat", ('window = "90d"', 'off_because = "x"'), "contradict each other"),
        ("dkim", ('domain = "example.jp"', 'selector = "a..b"', 'key_file = "k"'), "Write the selector's name"),
        ("dkim", ('domain = "example.jp"', 'selector = "s._domainkey.example.jp."', 'key_file = "k"'), "alone"),
        ("route", ('user = "u"', 'password_file = "p"'), 'user has no place in a route of kind = "direct"'),
        ("route", ('kind = "smart host"',), "Add the relay to hand over to"),
        ("route", ('kind = "smart host"', 'smart_host = "127.0.0.1"', "port = 25"), "port has no place in a route"),
    ],
)
def test_what_contradicts_itself_is_told(table: str, lines: tuple[str, ...], said: str) -> None:
    """Nothing is passed over in silence because another key makes it meaningless."""
    assert any(said in one for one in complaints(with_lines(SMALL, table, *lines)))


def test_direct_mail_needs_an_address_to_leave_from() -> None:
    """Without egress nobody could say what SPF will say."""
    (said,) = complaints(SMALL.replace('egress = ["203.0.113.11"]\n', ""))
    assert said.startswith("folder/c1.toml:17: Direct mail needs a source address") or "egress = [" in said


@pytest.mark.parametrize("key", ["from", "reply_to"])
def test_a_name_must_fit_the_charset(key: str) -> None:
    """A name that ISO-2022-JP cannot write is told here, not by the first message."""
    source = with_lines(SMALL.replace('from = "prize@example.jp"\n', ""), "message", 'charset = "iso-2022-jp"')
    others = [] if key == "from" else ['from = "a@example.jp"']
    (said,) = complaints(with_lines(source, "message", f'{key} = "髙橋 <a@example.jp>"', *others))
    assert said == (
        'folder/c1.toml:9: the character "髙" does not exist in iso-2022-jp. Change it, or write charset = "utf-8".'
    )


def test_the_token_of_verp_must_fit_before_the_at() -> None:
    """A local part has 64 octets (RFC 5321 section 4.5.3.1.1): what fits is taken, one more is told with its number."""
    room = 64 - 1 - LONGEST_TOKEN
    assert parse(SMALL.replace("bounce@", f"{'b' * room}@")).verp
    (said,) = complaints(SMALL.replace("bounce@", f"{'b' * (room + 1)}@"))
    assert said.startswith("folder/c1.toml:14: ")
    assert f"{room} may stand there. Take a shorter address, or write verp = false." in said
    without = with_lines(SMALL.replace("bounce@", f"{'b' * 64}@"), "envelope", "verp = false")
    assert len(parse(without).reverse_path) == 64 + len("@example.jp")


def test_nothing_can_be_added_to_quotes() -> None:
    """A token behind a closing quotation mark would be no address."""
    (said,) = complaints(SMALL.replace('"bounce@example.jp"', "'\"b..c\"@example.jp'"))
    assert "verp = false" in said


def test_no_toml_is_told_with_its_line() -> None:
    """The parser's reason, and where."""
    assert complaints("name = c1\n")[0].startswith("folder/c1.toml:1: this is no TOML")


def test_a_table_must_be_one() -> None:
    """A value or a list in the place of a table is a sentence, whichever table it is."""
    for table in ("recipients", "message", "envelope", "route", "window", "dkim", "suppress", "repeat", "pace"):
        cut = SMALL.replace(f"[{table}]\n", "[x]\n")
        assert any(f"{table} must be a table" in one for one in complaints(f"{table} = 5\n{cut}"))


@given(st.text(max_size=200))
def test_any_text_is_a_campaign_or_a_sentence(written: str) -> None:
    """No text ends in a traceback."""
    with pytest.raises(UserError):
        parse(written)


@given(
    st.sampled_from([line.partition(" = ")[0] for line in FULL.splitlines() if " = " in line]),
    st.sampled_from(
        ["5", "true", "[]", "[[]]", "{}", "1979-05-27", "inf", '"\\u0000"', '" "', '"x@"', '"a,b"', '"@@"']
    ),
)
def test_any_value_in_any_place_is_read_or_told(key: str, value: str) -> None:
    """A value of the wrong kind is a sentence with a line, wherever it stands."""
    lines = [f"{key} = {value}" if one.startswith(f"{key} = ") else one for one in FULL.splitlines()]
    try:
        parse("\n".join(lines))
    except UserError as error:
        said = [Translator("en").render(one) for one in error.problems]
        assert all(one.startswith("folder/c1.toml:") for one in said)
