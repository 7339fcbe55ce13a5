"""Brings the Japanese catalogue in line with the sources: new messages come in, obsolete ones go.

``script/catalogue`` lists what still needs a translation; ``script/catalogue FILE.json ...`` takes translations from
JSON objects that map each English message (of a plural: the singular) to its Japanese.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import hiyari
from hiyari.cli.help import texts
from hiyari.cli.main import COMMANDS, cli

SOURCE = Path(hiyari.__file__).parent
CATALOGUE = SOURCE / "locale/ja/LC_MESSAGES/hiyari.po"
KEYWORDS = {"N_": None, "text": (1,), "ntext": (1, 2), "tell": (1,)}
_NOISE = re.compile(r'^"(?:POT-Creation|PO-Revision|Last-Translator|Generated-By|Report-Msgid).*\n', re.MULTILINE)


CLICK = (
    "Usage:",
    "Options",
    "Commands",
    "Show this message and exit.",
    "Show the version and exit.",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "Missing option",
    "Missing argument",
    "Missing command.",
    "{value} is not in the range {range}.",
    "{value!r} is not a valid {number_type}.",
    "Invalid value for {param_hint}: {message}",
    "{value!r} is not one of {choices}.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)
"""The words of click's that a person meets most."""


def messages() -> list[str | tuple[str, ...]]:
    """Every message of the sources, the help texts and click; a plural is a tuple of its two English forms."""
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords=KEYWORDS)
    commands = [cli, *(importlib.import_module(module).command for module in COMMANDS.values())]
    helps = [one for command in commands for one in texts(command)]
    return list(dict.fromkeys([*(message for _, _, message, _, _ in found), *helps, *CLICK]))


def update(added: dict[str, str]) -> list[str]:
    """Write the catalogue anew; returns the messages that have no translation."""
    with CATALOGUE.open("rb") as stream:
        old = {message.id: message.string for message in read_po(stream) if message.id}
    catalogue = Catalog(
        locale="ja", domain="hiyari", project="hiyari", version="0.1.0", fuzzy=False, language_team="ja",
        last_translator="", header_comment="# Japanese catalogue of hiyari.",
    )  # fmt: skip
    missing = []
    for message in messages():
        key = message if isinstance(message, str) else message[0]
        japanese = added.get(key) or old.get(message) or ""
        single = japanese if isinstance(japanese, str) else japanese[0]
        if not single:
            missing.append(key)
        catalogue.add(message, single if isinstance(message, str) else (single,))
    written = BytesIO()
    write_po(written, catalogue, no_location=True, sort_output=True, width=120)
    CATALOGUE.write_text(_NOISE.sub("", written.getvalue().decode("utf-8")), encoding="utf-8")
    return missing


if __name__ == "__main__":
    translations: dict[str, str] = {}
    for name in sys.argv[1:]:
        translations |= json.loads(Path(name).read_text(encoding="utf-8"))
    sys.stdout.writelines(f"{json.dumps(message)}: \n" for message in update(translations))
