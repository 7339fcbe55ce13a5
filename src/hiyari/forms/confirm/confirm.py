"""Confirm one form: run it in the sandbox with canaries, and decide by the mail that the recorder received.

Everything that stands in the way of a run is an answer with its reason; nothing is ever run outside the sandbox.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hiyari.forms.confirm.attempts import Attempt, attempts, words_in
from hiyari.forms.confirm.canaries import canaries
from hiyari.forms.confirm.decide import Proved, proved, speaks
from hiyari.forms.confirm.fields import fields, forms_in
from hiyari.forms.confirm.hosting import available
from hiyari.forms.confirm.interpreters import Interpreter, Missing, interpreter
from hiyari.forms.confirm.limits import Limits
from hiyari.forms.confirm.plausible import charset_of
from hiyari.forms.confirm.probing import Way, probe
from hiyari.forms.confirm.running import Sandbox, SandboxClosed
from hiyari.forms.confirm.sandbox import acceptable
from hiyari.forms.confirm.visit import page_of
from hiyari.forms.confirm.visiting import Visitor, merged
from hiyari.forms.evidence import Confirmation, Family, Proof, Reading, WebFile
from hiyari.model.text import Remote, Text, text

MAX_SOURCE = 4 << 20
MAX_PARTS = 8
MAX_PART = 1 << 18
NAMED = re.compile(rb"['\"]([\w./\-]{1,100}\.(?:txt|php|inc|pl|cgi|pm|py|rb|tpl|tmpl|html?|conf|dat|lib|ini|sh))['\"]")
COMPLAINTS = re.compile(
    rb"syntax error|compilation failed|Can't locate |is no longer supported|Can't use 'defined|BEGIN failed"
    rb"|(?:Parse|Fatal|Compile) error|SyntaxError|IndentationError|TabError|ModuleNotFoundError|ImportError"
    rb"|cannot load such file|Cannot find module|Can't open perl script|undefined function|command not found",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConfirm:
    """A form, and what is known about it."""

    file: WebFile
    reading: Reading | None = None
    family: Family | None = None
    pages: tuple[bytes, ...] = ()
    """Pages whose forms post to it."""


def confirm(form: ToConfirm, *, at: datetime, limits: Limits | None = None) -> Confirmation:
    """Run a form in the sandbox, and say what came of it. Never raises for what the script does."""
    limits = limits or Limits()
    try:
        with Path(form.file.path).open("rb") as opened:
            source = opened.read(MAX_SOURCE + 1)
    except OSError as problem:
        unread = Confirmation(path=form.file.path, sha256="", at=at, proof=Proof.IMPOSSIBLE)
        return replace(unread, why=text("It cannot be read: {why}", why=Remote(problem.strerror or "")))
    result = Confirmation(path=form.file.path, sha256=hashlib.sha256(source).hexdigest(), at=at, proof=Proof.IMPOSSIBLE)
    program = _program(form, source)
    if isinstance(program, Text):
        return replace(result, why=program)
    root = os.path.realpath(form.file.root)
    path = os.path.join(os.path.realpath(os.path.dirname(form.file.path)), os.path.basename(form.file.path))  # noqa: PTH118, PTH119, PTH120
    if not acceptable(root) or not path.startswith(root.rstrip("/") + "/"):
        return replace(
            result, why=text("It does not lie in a web root that the sandbox can show: {root}", root=Remote(root))
        )
    try:
        with Sandbox(bwrap=shutil.which("bwrap") or "bwrap", root=root, script=path) as sandbox:
            visitor = Visitor(
                page=page_of(path, root, form.file.url), interpreter=program, run=sandbox.run, limits=limits
            )
            return _confirmed(result, visitor, source, form.pages)
    except SandboxClosed as closed:
        return replace(result, why=text("The sandbox ended before the script did: {said}", said=Remote(str(closed))))
    except OSError as problem:
        return replace(result, why=text("The sandbox did not start: {why}", why=Remote(problem.strerror or "")))


def _program(form: ToConfirm, source: bytes) -> Interpreter | Text:
    """What runs it, or why it is not run."""
    if form.family is not None and form.family.malware:
        return text("It is malware, which is not run, not even in the sandbox: remove it")
    if len(source) > MAX_SOURCE:
        return text("It is too large for a script: it was not run")
    if form.file.language is None:
        return text("It is no script in a language that the sandbox knows")
    if (missing := available()) is not None:
        return missing
    programs = [str(path) for path in Path("/usr/bin").iterdir()]
    found = interpreter(form.file.language, source, programs)
    if isinstance(found, Missing):
        return text(
            "There is no interpreter for it here: install the package {package} and run it again", package=found.package
        )
    return found


def _confirmed(result: Confirmation, visitor: Visitor, source: bytes, pages: tuple[bytes, ...]) -> Confirmation:
    """Find a way to make it send mail, then try the canaries."""
    charset = charset_of(*pages, source)
    visitor.look()
    parts = _parts(source, visitor.page.path, visitor.page.root)
    known = merged(fields(source, pages, parts), visitor.looks)
    declared = [form.method for page in (*pages, source) for form in forms_in(page)]
    way = _way(visitor, attempts(known, charset, words_in(source), "GET" if declared[:1] == ["GET"] else "POST"))
    if way is None:
        return _silent(replace(result, runs=visitor.runs, mails=visitor.messages), visitor)
    probed = probe(visitor, way, known, canaries(b"\n".join((source, *parts))), charset)
    found = proved(probed.hits)
    result = replace(result, runs=visitor.runs, mails=visitor.messages, caught=found.caught, repeats=found.repeats)
    if found.caught:
        return replace(result, proof=Proof.CONFIRMED)
    if not probed.whole:
        return replace(
            result, proof=Proof.SILENT, why=text("Time ended before every canary was tried: allow more runs")
        )
    return replace(result, proof=Proof.CLEARED, why=_cleared(found))


def _cleared(found: Proved) -> Text | None:
    return text("It mails the visitor's own address, one at a time, but only a fixed text") if found.fixed else None


def _way(visitor: Visitor, ways: Iterable[Attempt]) -> Way | None:
    """The first attempt whose mail holds something of the visitor's; failing that, the first that sends mail at all."""
    mute: Way | None = None
    for attempt in ways:
        visited = visitor.visit(attempt, {})
        if visited.mails:
            way = Way(attempt=attempt, steps=visited.steps, mails=len(visited.mails))
            if any(speaks(mail) for mail in visited.mails):
                return way
            mute = mute or way
        if visitor.spent or visitor.overran:
            break
    return mute


def _parts(source: bytes, path: str, root: str) -> tuple[bytes, ...]:
    """Other files of the web root that a script names, as far as they are small: they may name its fields."""
    folder, parts = Path(path).parent, list[bytes]()
    for name in dict.fromkeys(match[1].decode("ascii") for match in NAMED.finditer(source)):
        part = Path(os.path.realpath(folder / name.lstrip("/")))
        if len(parts) < MAX_PARTS and part.is_relative_to(root) and part.is_file() and part.stat().st_size <= MAX_PART:
            parts.append(part.read_bytes())
    return tuple(parts)


def _silent(result: Confirmation, visitor: Visitor) -> Confirmation:
    """Why it sent nothing, as far as that shows."""
    said = _complaint(visitor.broke)
    if COMPLAINTS.search(visitor.broke) and visitor.fails:
        return replace(
            result, proof=Proof.BROKEN, why=text("It does not run with this interpreter: {said}", said=Remote(said))
        )
    return replace(result, proof=Proof.SILENT, why=_quiet(visitor, said))


def _quiet(visitor: Visitor, said: str) -> Text:
    match visitor.overran:
        case "time":
            return text("It did not end within its time, and was stopped")
        case "output" | "processes" | "memory" | "files":
            return text("It used more than a form may ({what}), and was stopped", what=visitor.overran)
        case _ if visitor.wants_tls:
            return text("It sends mail by SMTP with TLS, which the sandbox does not offer")
        case _ if said:
            return text("It sent nothing, and said: {said}", said=Remote(said))
        case _:
            return text("It sent nothing: it may need a login, a database, a file that it can write, or another field")


def _complaint(octets: bytes) -> str:
    """The line of an interpreter's complaint that says what is wrong."""
    lines = [line.strip() for line in octets.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if COMPLAINTS.search(line.encode("utf-8"))]
    return (telling or lines[:1] or [""])[0][:300]
