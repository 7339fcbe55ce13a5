"""Other scripts of a site through which a visitor comes to a form: input, then confirmation, then the one that sends.

Found by what the scripts beside it say (an action or a redirect that names it), and by the pages that link to it. They
are run in the same sandbox, for their cookies and hidden fields alone: what they mail themselves proves nothing here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hiyari.forms.confirm.interpreters import Interpreter, interpreter
from hiyari.forms.confirm.visit import Page, page_of
from hiyari.forms.inventory.interpreter import by_content
from hiyari.forms.inventory.reading import NotRead, read_file
from hiyari.forms.language import Language
from hiyari.forms.named import real_path

MAX_DOORS = 3
MAX_LOOKED = 60
MAX_RUN = 12
MAX_SOURCE = 1 << 18
LEADS = rb"(?:action\s{0,3}=>?[^>\r\n]{0,200}?|Location[^\r\n]{0,200}?|redirect[^\r\n]{0,100}?)(?<![\w.\-])"
"""What stands before the name of a file to which a script leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script of the site, and what runs it."""

    page: Page
    program: Interpreter

    @property
    def name(self) -> str:
        """Without its folder."""
        return os.path.basename(self.page.path)  # noqa: PTH119 - any octets


@dataclass(slots=True, kw_only=True)
class Scripts:
    """The form and the other scripts of its kind in the same web root."""

    form: Script
    language: Language
    programs: Sequence[str]
    """Paths in /usr/bin."""
    _known: dict[str, Script | None] = field(default_factory=dict)

    def at(self, path: str) -> Script | None:
        """The script at a path, which is the form or ends like it; None where there is none."""
        path = path if not os.path.isdir(path) else f"{path}/index{self._ending}"  # noqa: PTH112 - any octets
        if path == self.form.page.path:
            return self.form
        if path not in self._known and len(self._known) < MAX_RUN:
            self._known[path] = self._new(path)
        return self._known.get(path)

    @property
    def _ending(self) -> str:
        return os.path.splitext(self.form.page.path)[1]  # noqa: PTH122

    def _new(self, path: str) -> Script | None:
        source = source_of(path) if os.path.splitext(path)[1] == self._ending else None  # noqa: PTH122
        if source is None:
            return None
        program = interpreter(by_content(source) or self.language, source, self.programs)
        if not isinstance(program, Interpreter):
            return None
        own = self.form.page
        below, url = own.path.removeprefix(own.root.rstrip("/")), own.url
        prefix = url.removesuffix(below) if url.endswith(below) else ""
        page = page_of(path, own.root, None)
        return Script(page=Page(path=path, root=own.root, url=prefix + page.url), program=program)


def doors(path: str, root: str, linking: Iterable[str]) -> dict[str, bytes]:
    """Scripts that lead to a form, the nearest first, and those that lead to them; with their sources."""
    folder, ending = os.path.split(path)[0], os.path.splitext(path)[1]  # noqa: PTH122
    sources: dict[str, bytes] = {}
    for other in dict.fromkeys((*linking, *_beside(folder, ending))):
        real = real_path(other)
        if real is None or real == path or not real.startswith(root.rstrip("/") + "/"):
            continue
        if os.path.splitext(real)[1] != ending:  # noqa: PTH122
            continue
        source = source_of(real) if len(sources) < MAX_LOOKED else None
        if source is not None:
            sources[real] = source
    found: dict[str, bytes] = {}
    for step in (path, *_leading(path, sources)):
        found |= {door: sources[door] for door in _leading(step, sources) if door not in found}
    return dict(list(found.items())[:MAX_DOORS])


def _leading(path: str, sources: Mapping[str, bytes]) -> list[str]:
    """Which sources lead to a file, by its name."""
    name = re.escape(os.fsencode(os.path.basename(path)))  # noqa: PTH119
    pattern = re.compile(LEADS + name + rb"(?![\w.\-])", re.IGNORECASE)
    return [door for door, source in sources.items() if door != path and pattern.search(source)]


def _beside(folder: str, ending: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(ending) and entry.is_file())
    except OSError:
        return []
    return [f"{folder}/{name}" for name in names[:MAX_LOOKED]] if ending else []


def source_of(path: str, most: int = MAX_SOURCE) -> bytes | None:
    """The octets of a small file; None where it is none, or cannot be read. Never waits."""
    try:
        return read_file(path, most)
    except NotRead:
        return None
