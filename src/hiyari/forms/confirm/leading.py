"""Where a form's action or a redirect leads: a file of the same web root, and what stands behind the question mark.

Pure: whether the file is there, and what runs it, others say. The host of a URL is not looked at, since pages name
their own site by many names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from hiyari.forms.confirm.visit import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file of the web root, and a query."""

    path: str
    query: str = ""


def place_of(action: str, page: Page) -> Place | None:
    """Where an action or a Location leads from a page; None where it is no place of the same web root."""
    try:
        parts = urlsplit(action.strip())
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    query = "".join(letter for letter in parts.query[:2000] if "!" <= letter <= "~")
    if not parts.path:
        return None if parts.netloc else Place(path=page.path, query=query)
    path = os.fsdecode(unquote_to_bytes(parts.path.encode("latin-1", "replace")))
    if "\0" in path:
        return None
    found = _below(path, page) if path.startswith("/") else os.path.join(os.path.dirname(page.path), path)  # noqa: PTH118, PTH120
    found = os.path.normpath(found)
    inside = found.startswith(page.root.rstrip("/") + "/")
    return Place(path=found, query=query) if inside else None


def _below(path: str, page: Page) -> str:
    """The file of a URL's path, by how the page's own URL and file belong together."""
    root = page.root.rstrip("/")
    own = page.path.removeprefix(root)
    url = os.fsdecode(unquote_to_bytes(page.url))
    prefix = url.removesuffix(own) if url.endswith(own) else ""
    return root + "/" + path.removeprefix(prefix).lstrip("/")
