"""The page about the ledger's states, whose picture is drawn from the table in the program."""

from __future__ import annotations

from hiyari.delivery.ledger.states import MOVES, State, diagram

_PAGE = """# The ledger's states

A delivery is one recipient of one campaign. The picture is drawn from the table that the program obeys.

```text
{diagram}
```

Two questions are kept apart. *Delivered* is no, may be, or yes; yes means that the provider took it, not that it was
read. *Address* is unknown, good, doubted or bad. A refusal before the end of the content proves that nothing was
delivered, whatever it says about the address. A lost answer proves nothing.

Rules that hold for every path:

* An intent is durable before the end of the content is sent, its outcome after it. What a crash leaves between the two
  is *uncertain*.
* What is *accepted*, *uncertain* or *doubted* is sent again only by a recorded decision of a person.
* The same content goes to the same recipient once, from whatever campaign, file or machine with this ledger. The window
  is `[repeat] window`; it is switched off only with a reason.

| from | what happens | to |
| --- | --- | --- |
{rows}
"""


def ledger_page() -> str:
    """The page."""
    rows = "\n".join(f"| {before} | {move} | {after} |" for (before, move), after in MOVES.items())
    assert set(State) >= {before for before, _ in MOVES}
    return _PAGE.format(diagram=diagram(), rows=rows)
