"""What a script needs besides its web root: folders that its includes name, and files that a complaint misses.

Paths are read from octets by a pattern, generously: only what exists, and lies under a folder that somebody declared to
be part of the site, is shown. Nothing that is named makes anything else of the host appear.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os.path import normpath

from hiyari.forms.confirm.sandbox import Shown, acceptable
from hiyari.forms.inventory.reading import NotRead, first_bytes
from hiyari.forms.named import is_file, is_folder, real_path

MAX_FOLDERS = 8
MAX_FILES = 32
MAX_FILE = 1 << 18
MAX_CANDIDATES = 2000
UP = 3
"""How many folders above a script a path may begin, as ``dirname(dirname(__FILE__)) . '/lib/mail.php'`` does."""
PATH = re.compile(rb"(?<![\w.\-/:])(\.{0,2}/[\w.\-/]{1,200}|[\w.\-]{1,100}/[\w.\-/]{1,200})")
SCRIPT = re.compile(r"\.(?:php\d?|inc|lib|class|pl|pm|cgi|py|rb|js|cjs|mjs|sh|tpl|tmpl|conf|ini)\Z")
MISSING = (
    re.compile(rb"(?:include|require)(?:_once)?\(([^()\r\n]{1,300})\): [Ff]ailed to open stream: No such file"),
    re.compile(rb"Failed opening (?:required )?'([^'\r\n]{1,300})'"),
    re.compile(rb"Can't locate ([^\s\r\n]{0,300}(?:/[^\s\r\n]{1,300}\.(?:pl|lib|cgi)|\.pl))(?: in @INC| at )"),
    re.compile(rb"Can't locate (\.{0,2}/[^\s\r\n]{1,300})(?: in @INC| at )"),
    re.compile(rb"FileNotFoundError: \[Errno 2\] No such file or directory: '([^'\r\n]{1,300})'"),
    re.compile(rb"cannot load such file -- (\.{0,2}/[^\s\r\n]{1,300})"),
    re.compile(rb"Cannot find module '(\.{0,2}/[^'\r\n]{1,300})'"),
    re.compile(rb"(?:\.: cannot open |: )((?:\.{0,2}/)[^\s:\r\n]{1,300})(?:: No such file|: not found$)", re.MULTILINE),
)
"""Complaints about files that a script would load: of PHP, Perl, Python, Ruby, Node.js and shells."""
MODULES = re.compile(
    rb"Can't locate [\w/]{1,200}\.pm in @INC|ModuleNotFoundError: No module"
    rb"|cannot load such file -- |Cannot find module"
)
"""Complaints about modules, which may lie in a folder that the script adds to those that are searched."""
SYSTEM = ("/usr", "/etc", "/bin", "/sbin", "/lib", "/dev", "/proc", "/sys")
NO_LIBRARY = ("/", "/tmp", "/var/tmp", "/home", "/var", "/srv")  # noqa: S108 - named for other reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What belongs to a script outside its web root."""

    folders: tuple[Shown, ...] = ()
    parts: tuple[bytes, ...] = ()
    """The files there that it loads, as far as they are small."""


def beside(source: bytes, path: str, root: str, declared: Sequence[str]) -> Beside:
    """Folders under declared roots that a script's includes name, and theirs; ``path`` and ``root`` are real paths."""
    roots = [real for one in declared if (real := real_path(one)) and acceptable(real)]
    folders: dict[str, Shown] = {}
    parts: list[bytes] = []
    waiting, seen = [(source, os.path.dirname(path))], {path}  # noqa: PTH120 - any octets
    while waiting and roots:
        octets, folder = waiting.pop(0)
        for candidate in _candidates(octets, folder, root):
            real = real_path(candidate)
            if real is None or real in seen or not _within(real, (root, *roots)):
                continue
            named = candidate if is_folder(candidate) else _folder_of(candidate)
            if named is None:
                continue
            seen.add(real)
            outside = not _within(real, (root,))
            if outside and acceptable(named) and not _within(named, (root, *folders)) and len(folders) < MAX_FOLDERS:
                folders[named] = Shown(source=real_path(named) or named, path=named)
            if is_file(real) and len(seen) <= MAX_FILES and (part := _read(real)) is not None:
                parts += [part] if outside else []
                waiting.append((part, os.path.dirname(candidate)))  # noqa: PTH120
    return Beside(folders=_outermost(folders), parts=tuple(parts))


def _candidates(octets: bytes, folder: str, root: str) -> Iterator[str]:
    """Where the paths in a source may lead, absolute; each once."""
    bases, above = [root, folder], folder
    for _ in range(UP):
        above = os.path.dirname(above)  # noqa: PTH120
        bases.append(above)
    found: dict[str, None] = {}
    for match in PATH.finditer(octets):
        named = match[1].decode("ascii", "ignore")
        if named.startswith("/"):
            found[normpath("/" + named.lstrip("/"))] = None
        if SCRIPT.search(named):
            found.update(dict.fromkeys(normpath(f"{base}/{named.lstrip('/')}") for base in bases))
        if len(found) > MAX_CANDIDATES:
            break
    yield from found


def _folder_of(candidate: str) -> str | None:
    """The folder of a file that scripts load; None where it is none."""
    return os.path.dirname(candidate) if SCRIPT.search(candidate) and is_file(candidate) else None  # noqa: PTH120


def _outermost(folders: dict[str, Shown]) -> tuple[Shown, ...]:
    """Without those that lie in others; what lies further out comes first."""
    return tuple(
        folders[path]
        for path in sorted(folders)
        if not _within(path, tuple(other for other in folders if other != path))
    )


def _read(path: str) -> bytes | None:
    try:
        return first_bytes(path, MAX_FILE)
    except NotRead:
        return None


def _within(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def needed(complaint: bytes) -> str | None:
    """The file that a script would load and that is not there, from what its interpreter said; None: it is not that."""
    for pattern in MISSING:
        found = pattern.search(complaint)
        if found is not None:
            return found[1].decode("utf-8", "replace")
    return None


def hidden(complaint: bytes, source: bytes, shown: Sequence[str]) -> str | None:
    """The folder outside of all that is shown where a missing module may lie, as the script itself names it."""
    if not MODULES.search(complaint):
        return None
    for match in PATH.finditer(source):
        path = normpath("/" + match[1].decode("ascii", "ignore").lstrip("/"))
        foreign = path not in NO_LIBRARY and not _within(path, (*SYSTEM, *shown))
        if match[1].startswith(b"/") and foreign and is_folder(path):
            return path
    return None


def is_shown(path: str, folder: str, shown: Sequence[str]) -> bool:
    """Whether a path (from a script's folder) leads into what the sandbox shows, so that it is not there at all."""
    return _within(normpath(path if path.startswith("/") else f"{folder}/{path}"), shown)
