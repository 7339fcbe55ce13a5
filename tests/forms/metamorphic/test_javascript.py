"""A form in JavaScript is found, or unknown, whichever way its value takes; a checked one stays a checked one."""

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
from tests.forms.metamorphic.guards_javascript import SAFE
from tests.forms.metamorphic.sinks_javascript import HANDLERS, SINKS
from tests.forms.metamorphic.ways_javascript import WAYS

ALL: Final = "HIYARI_ALL_DETOURS" in os.environ
SHARE: Final = 4
"""One of so many detours is taken, unless all are asked for."""
HEAD: Final = """const express = require("express");
const nodemailer = require("nodemailer");
const app = express();
const tr = nodemailer.createTransport({ host: "localhost" });
"""
_SEND: Final = "tr.sendMail({ to: t, from: 'a@example.jp', subject: 's', text: 'b' });"
THROUGH: Final = {
    "a function": "function way(x) { return x; }",
    "an arrow": "const way = x => x;",
    "call": "function same(x) { return x; } const way = x => same.call(null, x);",
    "bind": "function same(x) { return x; } const way = x => same.bind(null, x)();",
    "a property": "class Way { constructor(x) { this.x = x; } } const way = x => new Way(x).x;",
    "a getter": "class Way { #x; constructor(x) { this.#x = x; } get x() { return this.#x; } } const way = x => new Way(x).x;",
    "a generator": "function* give(x) { yield x; } function way(x) { for (const y of give(x)) return y; }",
    "an exception": "function way(x) { try { throw x; } catch (e) { return e; } }",
    "a callback": "const way = x => [x].map(y => y)[0];",
    "spread": "const way = x => ({ ...{ x } }).x;",
    "a template": "const way = x => `${x}`;",
    "a tag": "const tag = (s, v) => v; const way = x => tag`${x}`;",
    "JSON": "const way = x => JSON.parse(JSON.stringify({ x })).x;",
    "a closure": "const later = x => () => x; const way = x => later(x)();",
    "reflection": "function same(x) { return x; } const way = x => Reflect.apply(same, null, [x]);",
    "a match": "const way = x => x.match(/[^]*/)[0];",
}
"""Functions that give what they are given, each in another way."""
_READ: Final = re.compile(r"(?<=[=:(,{] )(?:req|request)\.(?:body|query)\.\w+(?=[;,) ])")


def _chosen(name: str) -> bool:
    return ALL or crc32(name.encode()) % SHARE == 0


def _reading(code: str) -> Reading:
    return read(code.encode(), Language.JAVASCRIPT, path="/srv/www/form.js")


def _found(reading: Reading) -> frozenset[Ability]:
    return frozenset(flow.ability for flow in reading.flows)


def _script(before: str, body: str) -> str:
    return f'{HEAD}{before}\napp.post("/x", async (req, res) => {{ {body} }});\n'


@pytest.mark.parametrize("name", [name for name in WAYS if _chosen(name)])
def test_a_value_that_takes_a_roundabout_way_is_never_lost(name: str) -> None:
    """A field that comes to the recipient by another way is found there, or the script is unknown."""
    before, take = WAYS[name]
    reading = _reading(_script(before, f"{take} {_SEND}"))
    assert reading.blind or Ability.RECIPIENT in _found(reading)


@pytest.mark.parametrize("name", [name for name in SINKS if _chosen(name)])
def test_a_mail_that_is_sent_in_a_roundabout_way_is_never_lost(name: str) -> None:
    """The first look sights it, and it is open to a stranger or unknown."""
    before, send = SINKS[name]
    code = _script(before, f"const t = req.body.t; {send}")
    reading = _reading(code)
    assert sighted(code.encode()).mail
    assert reading.blind or _found(reading) & {Ability.RECIPIENT, Ability.COMMAND}


def _pairs() -> Iterator[object]:
    folders = (FOLDER, FRESH, FRESH.with_name("second"))
    known = [one for each in folders for one in scripts(each) if one.language is Language.JAVASCRIPT and one.abilities]
    for script in known:
        names = list(THROUGH) if ALL else [sorted(THROUGH)[crc32(script.file.encode()) % len(THROUGH)]]
        for name in names if ALL or _chosen(script.file) else ():
            yield pytest.param(name, script, id=f"{name}-{script.file}")


@pytest.mark.parametrize(("name", "script"), list(_pairs()))
def test_a_script_stays_as_dangerous_when_its_values_take_another_way(name: str, script: Script) -> None:
    """What a script can do is found again when its values go through a function, or the script is unknown."""
    source = script.path.read_bytes().decode("latin-1")
    plain = _found(_reading(source)) & script.abilities
    reading = _reading(_READ.sub(lambda found: f"way({found[0]})", source) + "\n" + THROUGH[name])
    assert reading.blind or plain <= _found(reading)


@pytest.mark.parametrize("name", [name for name in SAFE if _chosen(name)])
def test_a_check_may_stand_in_a_function_of_its_own(name: str) -> None:
    """A usual way to put a check proves what it proves: no flow, and nothing unknown."""
    reading = _reading(HEAD + SAFE[name])
    assert reading.sinks
    assert not reading.flows
    assert not reading.blind


@pytest.mark.parametrize("name", HANDLERS)
def test_a_handler_of_another_framework_is_a_handler(name: str) -> None:
    """What a visitor sends to it is followed, or the script is unknown."""
    reading = _reading(HEAD + HANDLERS[name].replace("SEND", _SEND))
    assert reading.blind or Ability.RECIPIENT in _found(reading)
