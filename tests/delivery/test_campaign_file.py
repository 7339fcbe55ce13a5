"""The campaign's file: everything that it can say, and every mistake with its line."""

from __future__ import annotations

from datetime import time
from ipaddress import ip_address
from pathlib import Path

import pytest

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.campaign import Campaign, Charset, RouteKind
from hiyari.delivery.campaign_file import parse_campaign
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError
from hiyari.smtp.events import Tls

WHOLE = """name = "prize-2026"
consent = "box ticked"
[recipients]
file = "r.csv"
address = "mail"
encoding = "cp932"
[message]
from = "Prize office <prize@example.jp>"
reply_to = "Help <help@example.jp>"
subject = "Your result, {{ name }}"
text = "b.txt"
html = "b.html"
attachments = ["a.pdf"]
charset = "iso-2022-jp"
[unsubscribe]
url = "https://example.jp/u/{token}"
mailto = "leave@example.jp"
one_click = true
[envelope]
reverse_path = "bounce@example.jp"
verp = false
[route]
kind = "direct"
helo = "relay1.example.jp"
egress = ["203.0.113.11", "2001:db8::11"]
tls = "must"
[dkim]
domain = "example.jp"
selector = "s1"
key_file = "s1.pem"
[window]
begin = 2026-12-01T09:00:00+09:00
end = 2026-12-03T21:00:00+09:00
hours = "09:00-21:00"
zone = "Asia/Tokyo"
[suppress]
files = ["gone.txt"]
[repeat]
window = "30d"
[pace.docomo]
connections = 1
interval = 1.5
"""


def parse(source: str) -> Campaign:
    """Read it as a file in a folder."""
    return parse_campaign(source, Path("/c/campaign.toml"), knowledge())


def mistakes(source: str) -> list[str]:
    """What a person is told."""
    with pytest.raises(UserError) as caught:
        parse(source)
    return [Translator("en").render(one) for one in caught.value.problems]


def test_a_whole_file_says_everything() -> None:
    """Every key arrives; files are looked for beside the campaign's."""
    one = parse(WHOLE)
    assert (one.name, one.consent, one.verp) == ("prize-2026", "box ticked", False)
    assert one.recipients.path == Path("/c/r.csv")
    assert one.message.sender.name == "Prize office"
    assert one.message.charset is Charset.ISO_2022_JP
    assert one.route.kind is RouteKind.DIRECT
    assert one.route.tls is Tls.MUST
    assert one.route.egress == (ip_address("203.0.113.11"), ip_address("2001:db8::11"))
    assert (one.hours.daily_from, one.hours.daily_until) == (time(9), time(21))
    assert one.repeat_window == 30 * 86400
    assert one.pace["docomo"]["interval"].value == 1.5
    assert one.pace["docomo"]["interval"].source.startswith("/c/campaign.toml:")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('name = "prize-2026"', 'name = "Prize 2026"', ":1: "),
        ('consent = "box ticked"\n', "", "consent is missing"),
        ('address = "mail"', 'adress = "mail"', ':5: unknown key "adress"'),
        ('encoding = "cp932"', "encoding = 5", ":6: "),
        ('from = "Prize office <prize@example.jp>"', 'from = "nobody"', ":8: "),
        ('charset = "iso-2022-jp"', 'charset = "ebcdic"', ":14: "),
        ('url = "https://example.jp/u/{token}"', 'url = "http://example.jp/u"', "RFC 8058"),
        ('reverse_path = "bounce@example.jp"', 'reverse_path = "bounce"', ":20: "),
        ('egress = ["203.0.113.11", "2001:db8::11"]', "egress = []", 'Add egress = ["203.0.113.11"]'),
        ('egress = ["203.0.113.11", "2001:db8::11"]', 'egress = ["203.0.113.300"]', ":25: "),
        ('tls = "must"', 'tls = "perhaps"', ":26: "),
        ('kind = "direct"', 'kind = "smart host"', "smart_host"),
        ('selector = "s1"', 'selector = "s1._domainkey.example.jp!"', ":29: "),
        ("begin = 2026-12-01T09:00:00+09:00", "begin = 2026-12-01T09:00:00", ":32: "),
        ("end = 2026-12-03T21:00:00+09:00", "end = 2026-11-03T21:00:00+09:00", "ends before it begins"),
        ('hours = "09:00-21:00"', 'hours = "9-21"', ":34: "),
        ('zone = "Asia/Tokyo"', 'zone = "Tokyo"', ":35: "),
        ('window = "30d"', 'window = "0d"', "off_because"),
        ("[pace.docomo]", "[pace.dokomo]", "There is no provider of this name"),
        ("connections = 1", "connections = 0", "from 1 to 1000"),
        ("connections = 1", "speed = 1", 'unknown key "speed"'),
    ],
)
def test_each_mistake_is_told(before: str, after: str, told: str) -> None:
    """One sentence, with the place or what is missing, and nothing is guessed."""
    assert before in WHOLE
    sentences = mistakes(WHOLE.replace(before, after))
    assert any(told in one for one in sentences), sentences
    assert all(one.startswith("/c/campaign.toml") for one in sentences)


def test_all_mistakes_are_told_at_once() -> None:
    """Somebody who mends one is not told of the next only then."""
    told = mistakes(WHOLE.replace('tls = "must"', 'tls = "x"').replace('zone = "Asia/Tokyo"', 'zone = "x"'))
    assert len(told) >= 2


def test_repeating_is_switched_off_only_with_a_reason() -> None:
    """The reason is kept."""
    one = parse(WHOLE.replace('window = "30d"', 'off_because = "a reminder that everybody asked for"'))
    assert (one.repeat_window, one.repeat_reason) == (0, "a reminder that everybody asked for")
