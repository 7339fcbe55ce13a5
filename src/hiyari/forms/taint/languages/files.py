"""Functions that open, write and read files, by language: a script may put a mail together in one.

Each is documented where its language's manual describes files (PHP: Filesystem; Python: open, pathlib, tempfile; Ruby:
IO, File, Tempfile; Perl: readline, File::Temp; Node.js: fs). What is missing here is a function of which nothing is
known: what is read by it is not what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import FileUse

_NAMED: Final = FileUse(path=0)
_TEXT: Final = FileUse(path=0, text=1)
_OPENED: Final = FileUse(path=0, mode=1, opens=True)
_TEMPORARY: Final = FileUse(opens=True)
_FIRST: Final = FileUse(handle=0)
_BASE: Final = FileUse(handle="base")

PHP: Final[Mapping[str, FileUse]] = MappingProxyType(
    {
        "file_put_contents": _TEXT,
        "file_get_contents": _NAMED,
        "file": _NAMED,
        "fopen": _OPENED,
        "tmpfile": _TEMPORARY,
        **dict.fromkeys(("fgets", "fread", "fgetc", "stream_get_contents", "stream_get_line"), _FIRST),
    }
)
PYTHON: Final[Mapping[str, FileUse]] = MappingProxyType(
    {
        **dict.fromkeys(("open", "io.open", "codecs.open"), _OPENED),
        ".write_text": FileUse(path="base", text=0),
        ".read_text": FileUse(path="base"),
        **dict.fromkeys(
            ("tempfile.TemporaryFile", "tempfile.NamedTemporaryFile", "tempfile.SpooledTemporaryFile"), _TEMPORARY
        ),
        **dict.fromkeys((".read", ".readline", ".readlines"), _BASE),
    }
)
RUBY: Final[Mapping[str, FileUse]] = MappingProxyType(
    {
        **dict.fromkeys(("File.write", "IO.write", "File.binwrite", "IO.binwrite"), _TEXT),
        **dict.fromkeys(
            ("File.read", "IO.read", "File.binread", "File.readlines", "IO.readlines", "File.foreach"), _NAMED
        ),
        **dict.fromkeys(("File.open", "File.new"), _OPENED),
        **dict.fromkeys(("Tempfile.new", "Tempfile.create", "Tempfile.open"), _TEMPORARY),
        "IO.pipe": FileUse(opens=True, pair=True),
        **dict.fromkeys((".read", ".gets", ".readline", ".readlines", ".each_line"), _BASE),
    }
)
PERL: Final[Mapping[str, FileUse]] = MappingProxyType(
    {"readline": _FIRST, ".getline": _BASE, ".getlines": _BASE, "File::Temp.new": _TEMPORARY}
)
JAVASCRIPT: Final[Mapping[str, FileUse]] = MappingProxyType(
    {
        **dict.fromkeys(("fs.writeFileSync", ".writeFileSync", "fs.appendFileSync", ".appendFileSync"), _TEXT),
        **dict.fromkeys(("fs.readFileSync", ".readFileSync"), _NAMED),
    }
)
