"""A form in Python is found, or said to be unknown, whichever way its value takes and whatever sends the mail."""

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
from tests.forms.metamorphic.handlers_python import HANDLERS
from tests.forms.metamorphic.sinks_python import SINKS
from tests.forms.metamorphic.ways_python import VALUES

ALL: Final = "HIYARI_ALL_DETOURS" in os.environ
SHARE: Final = 4
"""One of so many detours is taken, unless all are asked for."""
ADDRESSES: Final = frozenset(
    (
        *("globals()[]", "mutable default", "decorator calls", "dict update", "__new__", "queue", "configparser"),
        *("stop iteration", "contextvar", "file", "path file", "sqlite", "print capture", "instance dict class"),
    )
)
"""Ways on which the trace is lost: told where an address is, since a mail must go somewhere, but not of other text."""
_READ: Final = re.compile(
    r"""(?x) \b(?:form|request\.(?:form|POST|forms|values|args))
    (?: \.(?:getfirst|getvalue|get|getunicode)\([^()]*\) | \["\w+"\](?:\.value)? )"""
)
_HEAD: Final = "#!/usr/bin/python3\nimport cgi, smtplib\n"
_FORM: Final = 'form = cgi.FieldStorage()\nto = form.getfirst("to", "")\nMAIL = "Subject: x\\n\\nb"\n'


def _chosen(name: str) -> bool:
    return ALL or crc32(name.encode()) % SHARE == 0


def _abusable() -> tuple[Script, ...]:
    return tuple(
        one
        for folder in (FOLDER, FRESH, FRESH.with_name("second"))
        for one in scripts(folder)
        if one.language is Language.PYTHON and one.abilities and _READ.search(one.path.read_text("utf-8"))
    )


def _reading(code: str) -> Reading:
    return read(code.encode(), Language.PYTHON, path="/srv/www/form.py")


def _found(reading: Reading) -> frozenset[Ability]:
    return frozenset(flow.ability for flow in reading.flows)


def _detoured(source: str, before: str) -> str:
    """A script whose every reading of a field goes through ``way``, which is defined before all else."""
    return before + "\n" + _READ.sub(lambda found: f"way({found[0]})", source)


def _pairs() -> Iterator[object]:
    known = _abusable()
    for name in VALUES:
        taken = known if ALL else (known[crc32(name.encode()) // SHARE % len(known)],)
        for script in taken if _chosen(name) else ():
            yield pytest.param(name, script, id=f"{name}-{script.file}")


@pytest.mark.parametrize(("name", "script"), list(_pairs()))
def test_a_value_that_takes_a_roundabout_way_is_never_lost(name: str, script: Script) -> None:
    """What a script can do is found again when its values go another way, or the script is unknown."""
    source = script.path.read_text("utf-8")
    plain = _found(_reading(source)) & script.abilities
    if name in ADDRESSES:
        plain &= {Ability.RECIPIENT}
    reading = _reading(_detoured(source, VALUES[name]))
    assert reading.blind or plain <= _found(reading)


@pytest.mark.parametrize("name", [name for name in SINKS if _chosen(name)])
def test_a_mail_that_is_sent_in_a_roundabout_way_is_never_lost(name: str) -> None:
    """The first look sights it, and it is open to a stranger or unknown."""
    code = _HEAD + _FORM + SINKS[name] + "\n"
    reading = _reading(code)
    assert sighted(code.encode()).mail
    assert reading.blind or _found(reading) & {Ability.RECIPIENT, Ability.COMMAND}


@pytest.mark.parametrize("name", [name for name in HANDLERS if _chosen(name)])
def test_a_handler_of_a_framework_is_never_lost(name: str) -> None:
    """What a framework hands to a handler is a stranger's, or the script is unknown."""
    reading = _reading(HANDLERS[name])
    assert reading.blind or Ability.RECIPIENT in _found(reading)


HARMLESS: Final = {
    "constant": "to = 'office@example.jp'",
    "chosen": "to = {'sales': 'sales@example.jp'}.get(form.getfirst('dept'), 'office@example.jp')",
    "checked in a function": "def check(value):\n    return value in ('a@example.jp', 'b@example.jp')\nto = form.getfirst('to', '')\nif not check(to):\n    raise SystemExit",
    "checked by a decorator": "def guarded(f):\n    def run(value):\n        if value not in ('a@example.jp',):\n            raise ValueError(value)\n        return f(value)\n    return run\n@guarded\ndef own(value):\n    return value\nto = own(form.getfirst('to', ''))",
    "class": "class Settings:\n    to = 'office@example.jp'\nto = Settings.to",
    "data class": "from dataclasses import dataclass\n@dataclass\nclass Note:\n    to: str\n    text: str\nnote = Note('office@example.jp', form.getfirst('text'))\nto = note.to",
    "keywords": "def pick(**kw):\n    return kw['to']\nto = pick(to='office@example.jp', text=form.getfirst('text'))",
    "partial": "import functools\ndef pick(to, text):\n    return to\nto = functools.partial(pick, 'office@example.jp')(form.getfirst('text'))",
    "generator": "def office():\n    yield 'office@example.jp'\nto = next(office())",
    "comprehension": "to = [a for a in ['a@example.jp', 'b@example.jp'] if a]",
    "mapping": "d = {'to': 'office@example.jp', **{'text': form.getfirst('text')}}\nto = d['to']",
    "sorted": "to = sorted(['b@example.jp', 'a@example.jp'])",
    "match": "match form.getfirst('dept'):\n    case 'sales':\n        to = 'sales@example.jp'\n    case _:\n        to = 'office@example.jp'",
    "groups": "import re\nm = re.fullmatch('[a-z]+', form.getfirst('box', ''))\nif not m:\n    raise SystemExit\nto = 'office@example.jp'",
    "inherited": "class Base:\n    to = 'office@example.jp'\nclass Form(Base):\n    pass\nto = Form().to",
    "property": "class Form:\n    @property\n    def to(self):\n        return 'office@example.jp'\nto = Form().to",
    "context": "import contextlib\n@contextlib.contextmanager\ndef office():\n    yield 'office@example.jp'\nwith office() as to:\n    pass",
}  # fmt: skip
"""Scripts in which no stranger decides where the mail goes."""


@pytest.mark.parametrize("name", list(HARMLESS))
def test_a_fixed_recipient_by_a_roundabout_way_is_no_alarm(name: str) -> None:
    """What the script itself says where the mail goes is no finding."""
    end = "smtplib.SMTP('localhost').sendmail('w@example.jp', to, MAIL + form.getfirst('text', ''))\n"
    reading = _reading(_HEAD + _FORM + HARMLESS[name] + "\n" + end)
    assert reading.sinks
    assert not reading.flows
    assert not reading.blind
