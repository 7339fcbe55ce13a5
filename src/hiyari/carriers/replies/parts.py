"""Takes the text of a reply apart, as a log shows it: who said it, where in the session, codes, and what was said.

    host mx.example.jp[192.0.2.1] said: 550-5.7.26 not so 550 5.7.26 at all (in reply to end of DATA command)
         ^ host        ^ address        ^ code, enhanced  ^ said             ^ phase

Text that holds no reply (``connect to ...: Connection timed out``) is what the sending system says itself: it has no
code, and all of it is *said*. Nothing fails; what is missing is None. The text is cut, and the patterns are bounded.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MOST: Final = 2000
"""Characters of a text that are looked at."""
_HOST: Final = r"([^\s\[\]<>()]{1,255}) ?(?:\[([^\]\s]{1,108})\])?(?::\d{1,5})?"
_SAID: Final = re.compile(rf"(?:host|Remote host) {_HOST},? (?:said|refused to talk to me|replied|reports)(?:: ?| )")
_EXIM: Final = re.compile(
    rf"(?:H={_HOST}.{{0,200}}?)?SMTP error from remote mail(?:er| server) after ([^:]{{3,40}}(?::<[^>]{{0,320}}>"
    rf"(?: SIZE=\d{{1,12}})?)?): (?:host {_HOST}: )?"
)
_OTHERS: Final = re.compile(
    r"(?:Remote host said: ?|said: |LED=|stat(?:us)?=\"?(?:Deferred: )?|reject=|smtp; ?|returned |responded |"
    r"reply: |response: )(?=[#\"']?[245]\d\d[ -])"
)
_CODE: Final = re.compile(r"[#\"'<]?([2345]\d\d)(?:[ -]{1,8}|$)(?:#?([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)[: ]{0,8})?")
_CODE_INSIDE: Final = re.compile(
    r"(?:: |\(|; |\) |\> )([245][0-57]\d)(?:[ -]{1,8})(?:#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d) ?)?"
)
_LEADING: Final = re.compile(r"#?([245]\.\d{1,3}\.\d{1,3})(?:[: ]{1,8}|$)")
_ENHANCED: Final = re.compile(r"(?<![\w.])#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_CONNECTION: Final = re.compile(rf"(?:connect to|conversation with|lost connection with) {_HOST}")
_PLACE: Final = re.compile(
    r"while (?:sending|performing|receiving|talking) (?:the )?([A-Za-z ]{3,40})|(?:connect to|conversation with) [^\s]|"
    r"lost connection with ",
)
_POSTFIX_SAID: Final = "] said: "
_IN_REPLY: Final = "(in reply to "
_COMMANDS: Final = {
    "RCPT TO": "rcpt",
    "RCPT": "rcpt",
    "MAIL FROM": "mail",
    "MAIL": "mail",
    "DATA": "data",
    "end of DATA": "final dot",
    "end of data": "final dot",
    "END-OF-MESSAGE": "final dot",
    "message body": "content",
    "HELO": "ehlo",
    "EHLO": "ehlo",
    "LHLO": "ehlo",
    "EHLO handshake": "ehlo",
    "HELO handshake": "ehlo",
    "initial server greeting": "connect",
    "initial connection": "connect",
    "STARTTLS": "starttls",
    "AUTH": "auth",
    "RSET": "rset",
    "QUIT": "quit",
}
"""The words of mail systems for a place in a session, and the name that `smtp.reply.Phase` has for it."""


class Split(NamedTuple):
    """The outside of a reply."""

    code: int | None
    enhanced: str | None
    phase: str | None
    """As `smtp.reply.Phase` spells it."""


class Parts(NamedTuple):
    """All of it."""

    host: str | None
    """Who said it; of a connection that failed, who would have."""
    address: str | None
    code: int | None
    enhanced: str | None
    phase: str | None
    said: str
    """Without code, frame, and the code's repetition in further lines; the enhanced status code is gone too."""


def split_reply(text: str) -> Split:
    """Code, enhanced status code (RFC 3463) and phase of a reply; cheap for one that begins with its code.

    Args:
        text: What a log shows of the reply, with or without the words of the mail system around it.
    """
    found = _CODE.match(text) if text[:1].isdigit() else None
    if found is not None and (found[2] or found[1] < "4"):
        return Split(int(found[1]), found[2], _in_reply_to(text[-60:]))
    parts = take_apart(text)
    return Split(parts.code, parts.enhanced, parts.phase)


def take_apart(text: str) -> Parts:
    """The parts of a reply's text."""
    text = text[:MOST]
    host = address = phase = None
    start = 0
    if not text[:3].isdigit():
        host, address, phase, start = _frame(text)
    end = len(text)
    if (place := text.rfind(_IN_REPLY)) >= 0:
        phase, end = _command(text[place + len(_IN_REPLY) :].partition(" command")[0]) or phase, place
    found = _CODE.match(text, start, end) or (_CODE_INSIDE.search(text, start, end) if not start else None)
    if found is None:
        leading = _LEADING.match(text, start, end)
        said = text[leading.end() if leading else start : end].strip()
        return Parts(host, address, None, leading[1] if leading else None, phase, said)
    code, enhanced, said = int(found[1]), found[2], text[found.end() : end].strip()
    if found[1] in said:
        said = _joined(said, found[1], enhanced)
    if enhanced is None and (inside := _ENHANCED.search(said, 0, 300)) is not None and inside[1][0] == found[1][0]:
        enhanced = inside[1]
    return Parts(host, address, code, enhanced, phase, said)


def _joined(said: str, code: str, enhanced: str | None) -> str:
    """Without the code that each further line repeats, whether joined by spaces, by a written or a real line end."""
    said = " ".join(said.replace("\\r", " ").replace("\\n", " ").replace(f"/{code}-", f" {code}-").split())
    for again in (f" {code}-", f" {code} "):
        said = said.replace(f"{again}{enhanced} ", " ").replace(again, " ")
    return said.removesuffix(f" {code}")


def _frame(text: str) -> tuple[str | None, str | None, str | None, int]:
    """Host, address, phase, and where the reply begins."""
    if text.startswith("host ") and (place := text.find(_POSTFIX_SAID, 5, 500)) > 0:
        # Nearly every refusal in a log of Postfix has this form; a pattern would cost three times as much.
        host, bracket, address = text[5:place].partition("[")
        if bracket and " " not in host:
            return host, address, None, place + len(_POSTFIX_SAID)
    found = _SAID.search(text) if "said" in text or "refused" in text or "repl" in text or "reports" in text else None
    if found is not None:
        phase = "connect" if "refused to talk" in found[0] else None
        return found[1], found[2], phase, found.end()
    found = _EXIM.search(text) if "SMTP error from" in text else None
    if found is not None:
        return found[1] or found[4], found[2] or found[5], _after(found[3]), found.end()
    found = _OTHERS.search(text)
    if found is not None:
        return None, None, None, found.end()
    return _own_words(text)


def _own_words(text: str) -> tuple[str | None, str | None, str | None, int]:
    """Of what the sending system says itself: with whom it could not talk, and how far it came."""
    found = _CONNECTION.search(text)
    if found is None:
        return None, None, None, 0
    place = _PLACE.search(text, found.end())
    phase = _command(place[1]) if place and place[1] else None
    return found[1], found[2], phase or ("connect" if text.startswith("connect", found.start()) else None), 0


def _in_reply_to(tail: str) -> str | None:
    place = tail.rfind(_IN_REPLY)
    return _command(tail[place + len(_IN_REPLY) :].partition(" command")[0]) if place >= 0 else None


def _command(words: str) -> str | None:
    return _COMMANDS.get(words) or next(
        (phase for name, phase in _COMMANDS.items() if words.startswith(name + " ")), None
    )


def _after(words: str) -> str | None:
    """Exim's words: ``RCPT TO:<a@example.jp>``, ``pipelined end of data``, ``initial connection``."""
    return _command(words.removeprefix("pipelined ").partition(":")[0].partition(" SIZE")[0])
