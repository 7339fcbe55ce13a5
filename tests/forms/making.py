"""Evidence about files, made by hand: what a test does not name is harmless and known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hiyari.forms.evidence import (
    Ability,
    Blind,
    Evidence,
    Flow,
    Hop,
    Linked,
    LinkFacts,
    MailFacts,
    Reading,
    Runs,
    Sink,
    Spot,
    UseFacts,
    WebFile,
)
from hiyari.forms.language import Language
from hiyari.model.text import text

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
SPOT = Spot(line=7, column=1, source='mail($_POST["to"], "Hello", $text);')
SINK = Sink(name="mail()", spot=SPOT)


def file(path: str = "/var/www/form.php", **given: Any) -> WebFile:
    """A script that runs."""
    values = {
        "root": "/var/www",
        "url": "http://www.example.jp/form.php",
        "size": 400,
        "changed": 0,
        "language": Language.PHP,
        "runs": Runs.YES,
        "because": text("its ending is .php"),
    }
    return WebFile(path=path, **(values | given))


def flow(ability: Ability) -> Flow:
    """A way from the field ``to`` to mail()."""
    hop = Hop(spot=SPOT, what=text("the field {field} of the request", field="to"))
    return Flow(ability=ability, sink=SINK, argument="To", path=(hop,))


def reading(*abilities: Ability, blind: bool = False, sinks: tuple[Sink, ...] = (SINK,)) -> Reading:
    """What a script can do."""
    lost = (Blind(why=text("the file it includes has no fixed name"), spot=SPOT),) if blind else ()
    return Reading(language=Language.PHP, sinks=sinks, flows=tuple(flow(one) for one in abilities), blind=lost)


UNUSED = UseFacts(since=LONG_AGO, until=NOW)
USED = UseFacts(since=LONG_AGO, until=NOW, uses=3, last_use=NOW - timedelta(days=2))
NO_LOG = UseFacts(since=None, why=text("no access log was read"))
LINKED = LinkFacts(linked=Linked.YES, depth=2)
ORPHAN = LinkFacts(linked=Linked.NO)
HIDDEN = LinkFacts(linked=Linked.UNKNOWN, why=text("index.php answers every URL"))


def evidence(**given: Any) -> Evidence:
    """A safe script that is linked and used."""
    values: dict[str, Any] = {
        "file": file(),
        "sha256": "0" * 64,
        "reading": reading(),
        "links": LINKED,
        "use": USED,
        "mail": MailFacts(messages=None),
    }
    return Evidence(**(values | given))
