"""How a destination was recognised: by its exchangers, or by its domain, which is only a hint. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import Provider
from hiyari.delivery.exchangers import NoMail, NotKnown, lane_of
from hiyari.model.text import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A destination and its lane."""

    lane: str
    provider: Provider
    how: Text
    by: str
    """``exchanger``, ``domain`` or ``nothing``."""
    known: bool = True
    """False where its exchangers could not be found out."""
    takes_mail: bool = True


def recognise(domain: str, names: tuple[str, ...] | NoMail | NotKnown, known: Knowledge) -> Recognised:
    """Whose destination a domain is.

    Args:
        domain: In A-labels.
        names: Of its exchangers, the preferred first; or why there are none.
        known: The providers.
    """
    hosts = names if isinstance(names, tuple) else ()
    lane = lane_of(domain, hosts, known)
    provider = known.provider(lane)
    by, how = _how(domain, hosts, known)
    match names:
        case NoMail(why=why):
            how = text("It takes no mail: {why}.", why=why)
        case NotKnown(cause=cause):
            how = text("Who takes its mail could not be found out ({cause}). {how}", cause=cause.describe(), how=how)
        case _:
            pass
    return Recognised(
        lane=lane,
        provider=provider,
        how=how,
        by=by,
        known=not isinstance(names, NotKnown),
        takes_mail=not isinstance(names, NoMail),
    )


def _how(domain: str, hosts: tuple[str, ...], known: Knowledge) -> tuple[str, Text]:
    host = next((one for one in hosts if known.by_exchanger(one) is not None), None)
    if host is not None:
        return "exchanger", text("Recognised by its mail exchanger, {host}.", host=host)
    hint = known.by_domain(domain)
    if hint is not None and hosts:
        return "domain", text(
            "Recognised by its domain only, as a hint: its exchanger, {host}, is none of {provider} that is known.",
            host=hosts[0],
            provider=hint.name,
        )
    if hint is not None:
        return "domain", text("Recognised by its domain only, as a hint: the list of {provider}.", provider=hint.name)
    if hosts:
        return "nothing", text(
            "Not recognised: {host} belongs to no provider that is known. It shares a lane with what has the same "
            "exchangers.",
            host=hosts[0],
        )
    return "nothing", text("Not recognised: no provider is known for it.")
