"""JavaScript's maps and lists keep what is where when they are filled, spread, put together and gone through."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_BEGIN: Final = (
    "const { spawnSync } = require('child_process'); const q = new URLSearchParams(process.env.QUERY_STRING);\n"
    "const one = (s) => String(s || '').replace(/[\\r\\n]/g, ' ');\n"
)
_END: Final = "\nspawnSync('/usr/sbin/sendmail', ['o@example.jp'], { input: head + '\\n\\nhi' });\n"
_EACH: Final = "let head = ''; for (const [k, v] of map) head += k + ': ' + v + '\\n';"
HEADS: Final = {
    "set": "const map = new Map(); map.set('To', 'o@example.jp').set('From', {}); " + _EACH,
    "pairs": "const map = new Map([['To', 'o@example.jp'], ['From', {}]]); " + _EACH,
    "spread": "const map = new Map([['From', {}]]); const head = [...map].map(([k, v]) => k + ': ' + v).join('\\n');",
    "entries": (
        "const map = new Map([['From', {}]]);"
        "const head = Array.from(map.entries()).map(([k, v]) => k + ': ' + v).join('\\n');"
    ),
    "forEach": "const map = new Map([['From', {}]]); let head = ''; map.forEach((v, k) => { head += k + ': ' + v; });",
    "list": "const lines = ['From: ' + {}]; const head = [...lines, 'Subject: x'].join('\\n');",
    "concat": "const a = ['To: o@example.jp']; const head = a.concat(['From: ' + {}], 'X: 1').join('\\n');",
    "text": "const head = 'From: '.concat({}, '\\nX: 1');",
    "shift": "const lines = ['To: o@example.jp', 'From: ' + {}]; lines.shift(); const head = lines.shift();",
    "pop": "const lines = ['From: ' + {}, 'X: 1']; lines.pop(); const head = lines.pop();",
}


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize(("value", "abilities"), [("q.get('from')", {Ability.HEADER}), ("one(q.get('from'))", set())])
def test_head(name: str, value: str, abilities: set[Ability]) -> None:
    """A head that is put together with a field has its line breaks, unless they were taken out before."""
    script = _BEGIN + HEADS[name].replace("{}", value) + _END
    assert read(script.encode(), Language.JAVASCRIPT).abilities == abilities


def test_taken_away() -> None:
    """What was taken out of a list is not in it any more."""
    head = "const lines = ['From: ' + q.get('from'), 'X: 1']; lines.shift(); const head = lines.shift();"
    assert not read((_BEGIN + head + _END).encode(), Language.JAVASCRIPT).abilities


def test_switch_once() -> None:
    """What a switch looks at is worked out once: the third case is come to at the third time only."""
    head = (
        "let at = 0; let head = ''; const next = () => { switch (at++) { case 0: head += 'To: o@example.jp\\n'; break;\n"
        "case 1: head += 'From: ' + q.get('from'); break; } };\nnext(); {}"
    )
    assert not read((_BEGIN + head.replace("{}", "") + _END).encode(), Language.JAVASCRIPT).abilities
    found = read((_BEGIN + head.replace("{}", "next();") + _END).encode(), Language.JAVASCRIPT).abilities
    assert found == {Ability.HEADER}
