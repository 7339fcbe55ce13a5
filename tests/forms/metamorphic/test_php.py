"""A form in PHP is found, or said to be unknown, whichever way its value takes; a checked one stays a checked one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final
from zlib import crc32

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.prefilter import sighted
from hiyari.forms.taint.read import read
from tests.forms.material.table import FOLDER, FRESH, Script, scripts
from tests.forms.metamorphic import ways_php, ways_php_more
from tests.forms.metamorphic.guards_php import SAFE
from tests.forms.metamorphic.loops_php import CHECKED, OPEN
from tests.forms.metamorphic.sinks_php import SINKS

ALL: Final = "HIYARI_ALL_DETOURS" in os.environ
SHARE: Final = 4
"""One of so many detours is taken, unless all are asked for."""
WAYS: Final = ways_php.WAYS | ways_php_more.WAYS
THROUGH: Final = {
    "a function": "function way($x) { return $x; }",
    "a static method": "class Way { static function go($x) { return $x; } } function way($x) { return Way::go($x); }",
    "a property": "class Way { public $x; } function way($x) { $w = new Way; $w->x = $x; return $w->x; }",
    "a closure": "function way($x) { $f = function () use ($x) { return $x; }; return $f(); }",
    "a generator": "function give($x) { yield $x; } function way($x) { foreach (give($x) as $y) { return $y; } }",
    "an exception": "function way($x) { try { throw new Exception($x); } catch (Exception $e) { return $e->getMessage(); } }",
    "a callback": "function way($x) { $a = array_map(function ($y) { return $y; }, array($x)); return $a[0]; }",
    "a name": "function same($x) { return $x; } function way($x) { return call_user_func_array('same', array($x)); }",
    "a format": "function way($x) { return sprintf('%s', $x); }",
    "a template": "function way($x) { return str_replace('{x}', $x, '{x}'); }",
    "output": "function way($x) { ob_start(); echo $x; return ob_get_clean(); }",
    "a reference": "function put(&$to, $x) { $to = $x; } function way($x) { put($y, $x); return $y; }",
    "a global": "function way($x) { $GLOBALS['kept'] = $x; return $GLOBALS['kept']; }",
    "serialised": "function way($x) { return unserialize(serialize($x)); }",
    "magic": "class Way { public $d = array(); function __get($n) { return $this->d[$n]; } } function way($x) { $w = new Way; $w->d['x'] = $x; return $w->x; }",
    "text of an object": "class Way { public $x; function __toString() { return $this->x; } } function way($x) { $w = new Way; $w->x = $x; return (string) $w; }",
}  # fmt: skip
"""Functions that give what they are given, each in another way."""
_READ: Final = re.compile(r"(?P<before>= ?|\()(?P<field>\$_(?:POST|GET|REQUEST)\[['\"]\w+['\"]\])(?= *[;)])")


def _chosen(name: str) -> bool:
    return ALL or crc32(name.encode()) % SHARE == 0


def _reading(code: str) -> Reading:
    return read(code.encode(), Language.PHP, path="/srv/www/form.php")


def _found(reading: Reading) -> frozenset[Ability]:
    return frozenset(flow.ability for flow in reading.flows)


@pytest.mark.parametrize("name", [name for name in WAYS if _chosen(name)])
def test_a_value_that_takes_a_roundabout_way_is_never_lost(name: str) -> None:
    """A field that comes to the recipient by another way is found there, or the script is unknown."""
    before, take = WAYS[name]
    reading = _reading(f"<?php\n{before}\n{take}\nmail($t, 's', 'b');\n")
    assert reading.blind or Ability.RECIPIENT in _found(reading)


@pytest.mark.parametrize("name", [name for name in SINKS if _chosen(name)])
def test_a_mail_that_is_sent_in_a_roundabout_way_is_never_lost(name: str) -> None:
    """The first look sights it, and it is open to a stranger or unknown."""
    before, send = SINKS[name]
    code = f"<?php\n{before}\n$t = $_POST['t'];\n{send}\n"
    reading = _reading(code)
    assert sighted(code.encode()).mail
    assert reading.blind or _found(reading) & {Ability.RECIPIENT, Ability.COMMAND}


def _pairs() -> Iterator[object]:
    folders = (FOLDER, FRESH, FRESH.with_name("second"))
    known = [one for folder in folders for one in scripts(folder) if one.language is Language.PHP and one.abilities]
    for script in known:
        names = list(THROUGH) if ALL else [sorted(THROUGH)[crc32(script.file.encode()) % len(THROUGH)]]
        for name in names if ALL or _chosen(script.file) else ():
            yield pytest.param(name, script, id=f"{name}-{script.file}")


def _detoured(source: str, name: str) -> str:
    """A script whose readings of a field go through a function that is defined before all else."""

    def change(found: re.Match[str]) -> str:
        asks = source[: found.start() + 1].endswith(("isset(", "empty(", "unset("))
        return found[0] if asks else f"{found['before']}way({found['field']})"

    return f"<?php {THROUGH[name]} ?>" + _READ.sub(change, source)


@pytest.mark.parametrize(("name", "script"), list(_pairs()))
def test_a_script_stays_as_dangerous_when_its_values_take_another_way(name: str, script: Script) -> None:
    """What a script can do is found again when its values go through a function, or the script is unknown."""
    source = script.path.read_bytes().decode("latin-1")
    plain = _found(_reading(source)) & script.abilities
    reading = _reading(_detoured(source, name))
    assert reading.blind or plain <= _found(reading)


@pytest.mark.parametrize("name", [name for name in SAFE if _chosen(name)])
def test_a_check_may_stand_in_a_function_of_its_own(name: str) -> None:
    """A usual way to put a check proves what it proves: no flow, and nothing unknown."""
    reading = _reading(f"<?php {SAFE[name]} mail($t, 's', 'b');")
    assert reading.sinks
    assert not reading.flows
    assert not reading.blind


@pytest.mark.parametrize("name", CHECKED)
def test_a_loop_that_checks_what_is_used_is_credited(name: str) -> None:
    """A loop may leave fields out, set a flag or count errors: what it has checked is checked."""
    reading = _reading(f"<?php {CHECKED[name]}")
    assert not reading.flows
    assert not reading.blind


@pytest.mark.parametrize("name", OPEN)
def test_a_loop_that_leaves_out_what_is_used_is_not(name: str) -> None:
    """In whichever order a stranger sends the fields, one that was not checked is not taken for checked."""
    assert Ability.HEADER in _found(_reading(f"<?php {OPEN[name]}"))
