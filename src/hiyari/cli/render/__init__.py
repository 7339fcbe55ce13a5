"""One report, several writers; each takes a report and a translator and returns text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hiyari.cli.render.json import as_json
from hiyari.cli.render.junit import as_junit
from hiyari.cli.render.markdown import as_markdown
from hiyari.cli.render.nagios import as_nagios
from hiyari.cli.render.sarif import as_sarif
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator

RENDERERS: Final[dict[str, Callable[[Report, Translator], str]]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "nagios": as_nagios,
    "junit": as_junit,
    "sarif": as_sarif,
}
