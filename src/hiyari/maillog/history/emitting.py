"""Where the rows of a history go.

A history makes its many rows of messages and deliveries of texts, because files of rows are made of texts in the end,
and numbers that nobody calculates with would only be turned there and back. Who wants values gets them here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias

from hiyari.maillog.facts import DELIVERIES, MESSAGES, Row, Table, Texts, values_of

Emit: TypeAlias = "Callable[[Row], None]"
"""Takes one row of one table."""
_OF_TEXTS: Final = (MESSAGES, DELIVERIES)


def valued(emit: Mapping[str, Emit]) -> dict[str, Emit]:
    """Emitters for rows of texts that hand on rows of values."""
    return {**emit, **{table.name: partial(_hand_on, emit[table.name], table) for table in _OF_TEXTS}}


def _hand_on(emit: Emit, table: Table, texts: Texts) -> None:
    emit(values_of(table, texts))
