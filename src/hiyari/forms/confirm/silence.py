"""Why a form sent nothing in the sandbox, in one sentence, as far as that shows.

By what its interpreter said, the bounds that it passed, and what it answered the likeliest attempt.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from hiyari.forms.confirm.beside import hidden, is_shown, needed
from hiyari.forms.confirm.lacking import lack
from hiyari.forms.confirm.plausible import charset_of
from hiyari.forms.confirm.visiting import Visitor
from hiyari.forms.evidence import Confirmation, Proof
from hiyari.model.text import Remote, Text, text

COMPLAINTS = re.compile(
    rb"syntax error|compilation failed|Can't locate |is no longer supported|Can't use 'defined|BEGIN failed"
    rb"|(?:Parse|Fatal|Compile) error|SyntaxError|IndentationError|TabError|ModuleNotFoundError|ImportError"
    rb"|cannot load such file|Cannot find module|Can't open perl script|undefined function|command not found",
    re.IGNORECASE,
)
WARNINGS = re.compile(r"Warning|Notice|Deprecated|uninitialized value|list context")
MAX_WORDS = 160
MAX_PAGE = 16_384
UNSEEN = frozenset({"script", "style", "title", "select"})
QUOTED = re.compile(r"^[^\r\n]{1,300}:\d{1,9}: \w{1,40}Warning: [^\r\n]{0,600}\r?\n  [^\r\n]{0,300}$", re.MULTILINE)
"""A warning of Python's, with the line that it is about."""
USED = {"output": text("output"), "processes": text("processes"), "memory": text("memory"), "files": text("files")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """A script, and what of the site the sandbox shows to it."""

    source: bytes
    path: str
    folders: tuple[str, ...]
    layer: bool = True
    """Whether it could write to a copy of its folder."""


def silent(result: Confirmation, visitor: Visitor, shows: Shows) -> Confirmation:
    """Why it sent nothing, as far as that shows: a file that is not there is not the interpreter's fault."""
    lacks = _lacks(visitor.broke, shows)
    if lacks is not None:
        return replace(result, proof=Proof.SILENT, why=lacks)
    lacking = lack(visitor.broke)
    if lacking is not None and visitor.overran is None:
        broken = lacking.interpreter and visitor.fails
        return replace(result, proof=Proof.BROKEN if broken else Proof.SILENT, why=lacking.why)
    said = _complaint(visitor.broke)
    if COMPLAINTS.search(visitor.broke) and visitor.fails:
        return replace(
            result, proof=Proof.BROKEN, why=text("It does not run with this interpreter: {said}", said=Remote(said))
        )
    return replace(result, proof=Proof.SILENT, why=_quiet(visitor, said, shows))


def _lacks(complaint: bytes, shows: Shows) -> Text | None:
    """Which file it would load and cannot."""
    path, folder = needed(complaint), os.path.dirname(shows.path)  # noqa: PTH120 - any octets
    if path is not None and is_shown(path, folder, shows.folders):
        return text("It needs {path}, which is not there", path=Remote(path))
    path = path or hidden(complaint, shows.source, shows.folders)
    if path is None:
        return None
    return text(
        "It needs {path}, which the sandbox does not show: name a folder that holds both with --root", path=Remote(path)
    )


def _quiet(visitor: Visitor, said: str, shows: Shows) -> Text:
    match visitor.overran:
        case "time":
            return text("It did not end within its time, and was stopped")
        case "output" | "processes" | "memory" | "files":
            return text("It used more than a form may ({what}), and was stopped", what=USED[visitor.overran])
        case _ if visitor.wants_tls:
            return text("It sends mail by SMTP with TLS, which the Python of this host does not have")
        case _ if visitor.tls_failed:
            why = visitor.tls_failed.decode("utf-8", "replace")
            return text("Its TLS with the mail server did not come about in the sandbox ({said})", said=Remote(why))
        case _ if said:
            return text("It sent nothing, and said: {said}", said=Remote(said))
        case _ if visitor.answer is not None and visitor.answer.place is not None:
            place = Remote(visitor.answer.place[:200])
            return text(
                "It sent nothing, and led on to {place}: it may need a login, or what another page sets", place=place
            )
        case _ if not shows.layer:
            return text("It sent nothing: it may want to write, and its folder holds too much to be copied for it")
        case _:
            return _answered(visitor)


def _answered(visitor: Visitor) -> Text:
    """By what the likeliest attempt was answered, or how it ended."""
    words = words_of(visitor.answer.page) if visitor.answer is not None else ""
    if words:
        return text("It sent nothing, and answered: {said}", said=Remote(words))
    if visitor.status:
        return text("It sent nothing, and ended with exit status {status} without a word", status=visitor.status)
    return text("It sent nothing: it may need a login, a database, a file that it can write, or another field")


def _complaint(octets: bytes) -> str:
    """The line of an interpreter's complaint that says what is wrong; warnings say nothing."""
    told = octets.decode("utf-8", "replace")
    lines = [line.strip() for line in QUOTED.sub("", told).splitlines() if line.strip()]
    telling = [line for line in lines if COMPLAINTS.search(line.encode("utf-8"))]
    others = [line for line in lines if not WARNINGS.search(line)]
    return (telling[:1] or others[-1:] or [""])[0][:300]


class _Words(HTMLParser):
    """Collects the words of a page that stand in no script, style, title or list of choices."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._within: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to leave out."""
        del attrs
        if tag in UNSEEN and self._within is None:
            self._within = tag

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == self._within:
            self._within = None

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._within is None:
            self.words += data.split()


def words_of(page: bytes) -> str:
    """The first words of a page that a visitor would see."""
    parser = _Words()
    with contextlib.suppress(ValueError, AssertionError):  # the parser's answer to broken declarations
        parser.feed(page[:MAX_PAGE].decode(charset_of(page), "replace"))
        parser.close()
    return " ".join(parser.words)[:MAX_WORDS]
