"""Writes the web root of a plan: files, access log, the web server's configuration, and the truth as JSON.

The same plan gives the same octets and stamps. Most of the time goes into the disk: 1 GB takes seconds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from hiyari.lab.webroot.forms import Planted, form_page, planted
from hiyari.lab.webroot.plan import SHARES, USUAL, Sort, WebrootPlan
from hiyari.lab.webroot.visits import access_log
from hiyari.lab.webroot.words import Words

_BLOCK: Final = 4 << 20
"""Random octets that images and archives are cut out of."""
_PER_FOLDER: Final = 40
_MENU: Final = 12
"""Links of a page to others."""
_HEADS: Final = {".jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", ".png": b"\x89PNG\r\n\x1a\n", ".gif": b"GIF89a"}
_PACKED: Final = {
    ".zip": b"PK\x03\x04",
    ".tar.gz": b"\x1f\x8b\x08\x00",
    ".pdf": b"%PDF-1.4\n",
    ".mp4": b"\x00\x00\x00\x18ftyp",
}
_ENDINGS: Final = {Sort.PHP: ".php", Sort.PAGE: ".html", Sort.SCRIPT: ".js", Sort.STYLE: ".css", Sort.DATA: ".json"}
_FOLDERS: Final = {
    Sort.IMAGE: "images",
    Sort.PHP: "cms/modules",
    Sort.PAGE: "pages",
    Sort.SCRIPT: "js",
    Sort.STYLE: "css",
    Sort.DATA: "data",
    Sort.ARCHIVE: "files",
}
_LIBRARIES: Final = 50
"""Of so many PHP files one has a function that sends mail and that others call."""
_LOG_LINE: Final = 230
"""Octets of a line of the access log, roughly."""
_CONFIGURATION: Final = """\
<VirtualHost *:80>
    ServerName www.example.jp
    DocumentRoot {root}
    ScriptAlias /cgi-bin/ {root}/cgi-bin/
    CustomLog {log} combined
    <FilesMatch "\\.php$">
        SetHandler application/x-httpd-php
    </FilesMatch>
</VirtualHost>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, and where."""

    root: Path
    access_log: Path
    configuration: Path
    """Of Apache, for this web root."""
    truth: Path
    """JSON: ``files``, ``octets`` and ``forms`` with path, URL path, abilities, linked, used and probed."""
    forms: tuple[Planted, ...]
    files: int
    octets: int
    """Under the web root."""


def write_webroot(folder: Path, plan: WebrootPlan) -> Written:
    """Write everything into a folder that exists.

    Raises:
        OSError: The disk is full, or the folder is not ours.
    """
    root = folder / "htdocs"
    writer = _Writer(root, plan)
    forms = planted(plan.forms)
    writer.everything(forms)
    written = Written(
        root=root,
        access_log=folder / "access.log",
        configuration=folder / "site.conf",
        truth=folder / "truth.json",
        forms=forms,
        files=writer.files,
        octets=writer.octets,
    )
    pages = ["/", *(f"/{page}" for page in writer.pages)]
    with written.access_log.open("w", encoding="utf-8") as file:
        file.writelines(access_log(plan, pages, forms, Random(plan.seed + 1)))  # noqa: S311 - the same log every time
    written.configuration.write_text(_CONFIGURATION.format(root=root, log=written.access_log), "utf-8")
    written.truth.write_text(json.dumps(_truth(written), indent=1), "utf-8")
    return written


def _truth(written: Written) -> dict[str, object]:
    return {
        "files": written.files,
        "octets": written.octets,
        "forms": [
            {
                "path": form.path,
                "url": f"/{form.path}",
                "kind": form.kind.name,
                "abilities": sorted(form.kind.abilities),
                "linked": form.kind.linked,
                "used": form.kind.used,
                "probed": form.kind.probed,
            }
            for form in written.forms
        ],
    }


class _Writer:
    """Writes files and counts them."""

    def __init__(self, root: Path, plan: WebrootPlan) -> None:
        self.root, self.plan = root, plan
        self.files = self.octets = 0
        self.pages: list[str] = []
        self._rng = Random(plan.seed)  # noqa: S311 - the same files every time
        self._words = Words(self._rng)
        self._block = memoryview(self._rng.randbytes(min(_BLOCK, max(1 << 16, plan.octets))))
        self._made: set[Path] = set()
        self._stamp = plan.begins.timestamp() - 86_400 * 365

    def everything(self, forms: tuple[Planted, ...]) -> None:
        """Texts, forms and the pages that link to them, then images and archives with what is left."""
        paths = {sort: list(self._paths(sort, self.plan.files * share // 100)) for sort, share in SHARES.items()}
        self.pages = paths[Sort.PAGE]
        self._write("css/site.css", self._words.style(2_000))
        self._write("js/site.js", self._words.script(4_000))
        self._forms(forms)
        for sort, usual in USUAL.items():
            for number, path in enumerate(paths[sort]):
                self._write(path, self._text(sort, self._size(usual), number))
        left = self.plan.octets - self.octets - self.plan.requests * _LOG_LINE
        self._binaries(paths[Sort.IMAGE], paths[Sort.ARCHIVE], max(0, left))

    def _paths(self, sort: Sort, count: int) -> Iterator[str]:
        endings = tuple(_HEADS) if sort is Sort.IMAGE else tuple(_PACKED)
        folder = _FOLDERS[sort]
        for number in range(count):
            if number % _PER_FOLDER == 0:
                folder = f"{_FOLDERS[sort]}/{self._words.folder()}{number // _PER_FOLDER}"
            ending = _ENDINGS.get(sort) or endings[number % len(endings)]
            yield f"{folder}/{self._words.name()}_{number}{ending}"

    def _size(self, usual: int) -> int:
        """Mostly smaller than usual, now and then much larger."""
        return min(usual * 10, max(200, int(self._rng.lognormvariate(0, 1) * usual / 1.65)))

    def _text(self, sort: Sort, size: int, number: int) -> bytes:
        match sort:
            case Sort.PHP:
                return self._words.php(size, sends=number % _LIBRARIES == 0)
            case Sort.PAGE:
                # A tree: every page is linked by one before it.
                first = number * _MENU + 1
                return self._words.page(
                    size, f"Page {number}", tuple(f"/{one}" for one in self.pages[first : first + _MENU])
                )
            case Sort.SCRIPT:
                return self._words.script(size)
            case Sort.STYLE:
                return self._words.style(size)
            case _:
                return self._words.data(size)

    def _forms(self, forms: tuple[Planted, ...]) -> None:
        linked = [f"/{one.page or one.path}" for one in forms if one.kind.linked]
        entrances = [f"/{self.pages[0]}"] if self.pages else []
        self._write("index.html", self._words.page(6_000, "Home", (*entrances, *linked)))
        for form in forms:
            self._write(form.path, form.kind.source.encode(), executable=form.kind.source.startswith("#!"))
            if form.page is not None:
                self._write(form.page, form_page(form))

    def _binaries(self, images: list[str], archives: list[str], octets: int) -> None:
        weights = [self._rng.lognormvariate(0, 0.8) for _ in images] + [8 * self._rng.random() for _ in archives]
        each = octets / max(1.0, sum(weights))
        heads = {**_HEADS, **_PACKED}
        for path, weight in zip([*images, *archives], weights, strict=True):
            head = next(octets for ending, octets in heads.items() if path.endswith(ending))
            self._write(path, head, int(weight * each))

    def _write(self, path: str, data: bytes, random: int = 0, *, executable: bool = False) -> None:
        """Write a file: octets that say what it is, and so many random ones behind them."""
        full = self.root / path
        if full.parent not in self._made:
            full.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(full.parent)
        with full.open("wb") as file:
            file.write(data)
            left = random
            while left > 0:
                start = int(self._rng.random() * len(self._block) / 2)
                left -= file.write(self._block[start : start + min(left, len(self._block) // 2)])
            size = file.tell()
        if executable:
            full.chmod(0o755)
        self._stamp += 300
        os.utime(full, (self._stamp, self._stamp))
        self.files += 1
        self.octets += size
