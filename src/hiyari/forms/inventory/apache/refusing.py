"""Why visitors do not get to a file of Apache's: errors, redirects, and rules that let nobody in."""

from __future__ import annotations

from hiyari.forms.inventory.apache.access import combined
from hiyari.forms.inventory.apache.rewrites import redirected
from hiyari.forms.inventory.note import Place
from hiyari.forms.inventory.rules import Access, Rules
from hiyari.forms.inventory.treatment import Treatment, Way
from hiyari.model.text import text


def refused(rules: Rules, url: str | None) -> Treatment | None:
    """Errors, redirects, and what nobody may have."""
    if rules.broken is not None:
        return Treatment(way=Way.REFUSED, because=text("The server answers with an error. {why}", why=rules.broken))
    redirect = redirected(rules.redirects, url) if url is not None else None
    if redirect is not None:
        place = str(redirect.place)
        if redirect.status in {403, 404, 410}:
            return Treatment(way=Way.REFUSED, because=text("{place} refuses its URL.", place=place))
        # Everything goes elsewhere, perhaps to this very host with https, or to a server with the same files.
        everything = redirect.status == 0 or redirect.prefix == "/" or redirect.pattern is not None
        because = text("{place} sends its visitors elsewhere.", place=place)
        return Treatment(way=Way.UNKNOWN if everything else Way.ELSEWHERE, because=because)
    if combined(rules) is Access.NOBODY:
        return _nobody(rules.gap)
    return None


def _nobody(gap: Place | None) -> Treatment:
    """Nobody is let in; but a line that was not followed may let everybody in again."""
    if gap is None:
        return Treatment(way=Way.REFUSED, because=text("The server's configuration lets nobody have it."))
    because = text(
        "The server's configuration lets nobody have it, but {place} was not followed and may let visitors in.",
        place=str(gap),
    )
    return Treatment(way=Way.UNKNOWN, because=because)
