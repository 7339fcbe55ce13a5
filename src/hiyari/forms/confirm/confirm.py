"""Confirm one form: run it in the sandbox with canaries, and decide by the mail that the recorder received.

Everything that stands in the way of a run is an answer with its reason; nothing is ever run outside the sandbox.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hiyari.forms.confirm.attempts import Attempt, Shape, attempts, words_in
from hiyari.forms.confirm.beside import Beside, beside
from hiyari.forms.confirm.canaries import canaries
from hiyari.forms.confirm.decide import Proved, proved, speaks
from hiyari.forms.confirm.doors import Script, Scripts, doors, source_of
from hiyari.forms.confirm.fields import fields, forms_in, with_files
from hiyari.forms.confirm.hosting import available, refused
from hiyari.forms.confirm.interpreters import Interpreter, Missing, interpreter
from hiyari.forms.confirm.limits import Limits
from hiyari.forms.confirm.plausible import charset_of
from hiyari.forms.confirm.probing import Way, probe
from hiyari.forms.confirm.running import Sandbox, SandboxClosed
from hiyari.forms.confirm.sandbox import acceptable
from hiyari.forms.confirm.silence import Shows, silent
from hiyari.forms.confirm.uploads import SPEAKS
from hiyari.forms.confirm.visit import Page, page_of
from hiyari.forms.confirm.visiting import Visitor, merged
from hiyari.forms.confirm.writable import writable
from hiyari.forms.evidence import Confirmation, Family, Proof, Reading, WebFile
from hiyari.forms.language import Language
from hiyari.forms.named import real_path
from hiyari.model.text import Remote, Text, text

MAX_SOURCE = 4 << 20
MAX_PARTS = 8
MAX_PART = 1 << 18
NAMED = re.compile(rb"['\"]([\w./\-]{1,100}\.(?:txt|php|inc|pl|cgi|pm|py|rb|tpl|tmpl|html?|conf|dat|lib|ini|sh))['\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConfirm:
    """A form, and what is known about it."""

    file: WebFile
    reading: Reading | None = None
    family: Family | None = None
    pages: tuple[bytes, ...] = ()
    """Pages whose forms post to it."""
    roots: tuple[str, ...] = ()
    """Folders that are declared to be part of the site: what it includes there is shown to it."""
    linking: tuple[str, ...] = ()
    """Files that lead to it: scripts among them are visited before it."""


def confirm(form: ToConfirm, *, at: datetime, limits: Limits | None = None) -> Confirmation:
    """Run a form in the sandbox, and say what came of it. Never raises for what the script does."""
    limits = limits or Limits()
    try:
        source = _source(form.file.path)
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
    run = _Run(
        scripts=Scripts(
            form=Script(page=page_of(path, root, form.file.url), program=program.interpreter),
            language=program.language,
            programs=program.programs,
        ),
        limits=limits,
        source=source,
        pages=form.pages,
        beside=beside(source, path, root, form.roots),
        layer=writable(path, root),
        doors=doors(path, root, form.linking),
    )
    return _in_sandbox(result, run)


def _source(path: str) -> bytes:
    """The script's octets, up to one more than is run; without waiting where it has become a pipe. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return opened.read(MAX_SOURCE + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What is run, and with what."""

    scripts: Scripts
    limits: Limits
    source: bytes
    pages: tuple[bytes, ...]
    beside: Beside
    layer: str | None
    """The folder that it may write to, as a copy."""
    doors: Mapping[str, bytes]
    """Scripts that lead to it, with their sources."""

    @property
    def page(self) -> Page:
        """Where it lies."""
        return self.scripts.form.page

    @property
    def shown(self) -> tuple[str, ...]:
        """The folders of the site that the sandbox shows."""
        return (self.page.root, *(folder.path for folder in self.beside.folders))


def _in_sandbox(result: Confirmation, run: _Run) -> Confirmation:
    visitor: Visitor | None = None
    page = run.page
    try:
        with Sandbox(
            bwrap=shutil.which("bwrap") or "bwrap",
            root=page.root,
            script=page.path,
            beside=run.beside.folders,
            layer=run.layer,
        ) as sandbox:
            sandbox.wait()
            visitor = Visitor(scripts=run.scripts, run=sandbox.run, limits=run.limits)
            return _confirmed(result, visitor, run)
    except SandboxClosed as closed:
        if visitor is not None:
            why = text("It ended the sandbox that it ran in: {said}", said=Remote(str(closed)))
            return replace(result, proof=Proof.SILENT, runs=visitor.runs, mails=visitor.messages, why=why)
        if run.beside.folders:  # its user may not come there
            return _in_sandbox(result, replace(run, beside=Beside()))
        return replace(result, why=_closed(str(closed), page))
    except OSError as problem:
        return replace(result, why=refused(problem.strerror or ""))


def _closed(said: str, page: Page) -> Text:
    """Why the sandbox did not start, most often that its user may not come to the web root."""
    if "source path" in said or "Permission denied" in said:
        return text(
            "The user that the script would run as cannot come to {root}, so it is not run:"
            " let others enter the folders above it, or give the script to the web server's user",
            root=Remote(page.root),
        )
    return refused(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    """What runs a script."""

    interpreter: Interpreter
    language: Language
    programs: tuple[str, ...]
    """All of the host's."""


def _program(form: ToConfirm, source: bytes) -> _Program | Text:
    """What runs it, or why it is not run."""
    if form.family is not None and form.family.malware:
        return text("It is malware, which is not run, not even in the sandbox: remove it")
    if len(source) > MAX_SOURCE:
        return text("It is too large for a script: it was not run")
    if form.file.language is None:
        return text("It is no script in a language that the sandbox knows")
    if (missing := available()) is not None:
        return missing
    programs = tuple(str(path) for path in Path("/usr/bin").iterdir())
    found = interpreter(form.file.language, source, programs)
    if isinstance(found, Missing):
        return text(
            "There is no interpreter for it here: install the package {package} and run it again", package=found.package
        )
    return _Program(interpreter=found, language=form.file.language, programs=programs)


def _confirmed(result: Confirmation, visitor: Visitor, run: _Run) -> Confirmation:
    """Find a way to make it send mail, then try the canaries."""
    source, pages = run.source, (*run.pages, *run.doors.values())
    charset = charset_of(*pages, source)
    visitor.look(run.doors)
    parts = (*_parts(source, run.page.path, run.page.root), *run.beside.parts)
    known = with_files(merged(fields(source, pages, parts), visitor.looks), source)
    declared = [form for page in (*pages, source) for form in forms_in(page)]
    method = "GET" if declared and declared[0].method == "GET" else "POST"
    multipart = visitor.multipart or any(form.multipart for form in declared)
    multipart |= SPEAKS.search(source) is not None
    shape = Shape(multipart=multipart, doors=tuple(run.doors))
    way = _way(visitor, attempts(known, charset, words_in(source), method, shape=shape))
    if way is None:
        shows = Shows(source=source, path=run.page.path, folders=run.shown, layer=run.layer is not None)
        return silent(replace(result, runs=visitor.runs, mails=visitor.messages), visitor, shows)
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
        part = real_path(f"{folder}/{name.lstrip('/')}")
        if len(parts) < MAX_PARTS and part is not None and Path(part).is_relative_to(root):
            octets = source_of(part, MAX_PART)
            parts += [] if octets is None else [octets]
    return tuple(parts)
