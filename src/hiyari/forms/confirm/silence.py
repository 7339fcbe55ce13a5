"""Why a form sent nothing in the sandbox, as far as its interpreter's complaints and the bounds that it passed tell."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from hiyari.forms.confirm.beside import hidden, is_shown, needed
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
USED = {"output": text("output"), "processes": text("processes"), "memory": text("memory"), "files": text("files")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """A script, and what of the site the sandbox shows to it."""

    source: bytes
    path: str
    folders: tuple[str, ...]


def silent(result: Confirmation, visitor: Visitor, shows: Shows) -> Confirmation:
    """Why it sent nothing, as far as that shows: a file that is not there is not the interpreter's fault."""
    lacks = _lacks(visitor.broke, shows)
    if lacks is not None:
        return replace(result, proof=Proof.SILENT, why=lacks)
    said = _complaint(visitor.broke)
    if COMPLAINTS.search(visitor.broke) and visitor.fails:
        return replace(
            result, proof=Proof.BROKEN, why=text("It does not run with this interpreter: {said}", said=Remote(said))
        )
    return replace(result, proof=Proof.SILENT, why=_quiet(visitor, said))


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


def _quiet(visitor: Visitor, said: str) -> Text:
    match visitor.overran:
        case "time":
            return text("It did not end within its time, and was stopped")
        case "output" | "processes" | "memory" | "files":
            return text("It used more than a form may ({what}), and was stopped", what=USED[visitor.overran])
        case _ if visitor.wants_tls:
            return text("It sends mail by SMTP with TLS, which the sandbox does not offer")
        case _ if said:
            return text("It sent nothing, and said: {said}", said=Remote(said))
        case _:
            return text("It sent nothing: it may need a login, a database, a file that it can write, or another field")


def _complaint(octets: bytes) -> str:
    """The line of an interpreter's complaint that says what is wrong; warnings say nothing."""
    lines = [line.strip() for line in octets.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if COMPLAINTS.search(line.encode("utf-8"))]
    others = [line for line in lines if not WARNINGS.search(line)]
    return (telling[:1] or others[-1:] or [""])[0][:300]
