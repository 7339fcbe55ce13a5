"""What may not stand in a field, whatever the form of the file.

A value is put into a mail's header or body later. A line break in it begins a new header line (RFC 5322 section 2.2),
and other control characters do harm in terminals and logs, so both are refused here, where the line is still known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.row import LONGEST_FIELD, MOST_COLUMNS
from hiyari.model.text import Remote, Text, text

_BAD: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""C0 without TAB, DEL, C1 with NEL, the separators of lines and paragraphs, and halves of characters."""
_BREAKS: Final = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def has_bad(together: str) -> bool:
    """Whether a character that no field may hold stands anywhere in many fields at once."""
    # What Python calls printable holds nothing bad, and is found out faster than by a search.
    return not together.isprintable() and _BAD.search(together) is not None


def flaw(column: str, value: str) -> Text | None:
    """What is wrong with a value, or None."""
    shown = Remote(column)
    if len(value) > LONGEST_FIELD:
        return text(
            "column {column} holds {count} characters, and at most {most} are read. Shorten it, or look for a "
            "quotation mark that is not closed.",
            column=shown,
            count=len(value),
            most=LONGEST_FIELD,
        )
    found = _BAD.search(value)
    if found is None:
        return None
    character = found[0]
    code = f"U+{ord(character):04X}"
    if character in _BREAKS:
        return text(
            "column {column} holds a line break ({code}). Remove it: in a header it would begin a new line.",
            column=shown,
            code=code,
        )
    if character == "\x1b":
        return text(
            "column {column} holds an escape character ({code}). Remove it; if the file is ISO-2022-JP, write "
            'encoding = "iso2022_jp" in [recipients].',
            column=shown,
            code=code,
        )
    if "\ud800" <= character <= "\udfff":
        return text("column {column} holds half a character ({code}). Write it out whole.", column=shown, code=code)
    return text("column {column} holds the control character {code}. Remove it.", column=shown, code=code)


def check_names(names: Iterable[str], line: int, complaints: Complaints) -> tuple[str, ...]:
    """The names of the columns.

    Raises:
        UserError: There are too many, or one is empty, written twice or holds what no field may hold.
    """
    checked = tuple(names)
    if len(checked) > MOST_COLUMNS:
        raise complaints.fatal(
            line,
            text(
                "there are {count} columns, and at most {most} are read. Leave out what the message does not use.",
                count=len(checked),
                most=MOST_COLUMNS,
            ),
        )
    seen: dict[str, int] = {}
    for number, name in enumerate(checked, 1):
        problem = flaw(name, name)
        if problem is not None:
            complaints.add(line, problem)
        elif not name.strip():
            complaints.add(
                line,
                text("column {number} has no name. Write one in the first row, or delete the column.", number=number),
            )
        elif name in seen:
            complaints.add(
                line,
                text(
                    "columns {first} and {second} are both named {name}. Rename one.",
                    first=seen[name],
                    second=number,
                    name=Remote(name),
                ),
            )
        seen.setdefault(name, number)
    complaints.settle()
    return checked
