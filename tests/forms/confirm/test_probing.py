"""Canaries against forms with typical checks of addresses: the forms are functions here, which mail as a script would."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest

from hiyari.forms.confirm.attempts import Attempt
from hiyari.forms.confirm.canaries import canaries
from hiyari.forms.confirm.decide import proved
from hiyari.forms.confirm.doors import Script, Scripts
from hiyari.forms.confirm.fields import Field
from hiyari.forms.confirm.interpreters import Interpreter
from hiyari.forms.confirm.limits import Limits
from hiyari.forms.confirm.plausible import TOKEN, VISITOR
from hiyari.forms.confirm.probing import Way, probe
from hiyari.forms.confirm.recorded import Call, Ran
from hiyari.forms.confirm.running import Job
from hiyari.forms.confirm.visit import page_of
from hiyari.forms.confirm.visiting import Visitor
from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language

FIELDS = tuple(Field(name=name) for name in (b"to", b"tel", b"text"))
VALUES = {b"to": VISITOR, b"tel": b"03-1234-5678", b"text": TOKEN.encode()}


def abilities(check: str, source: bytes = b"") -> set[Ability]:
    """What is proven of a form that mails to the address of a visitor where it fits a pattern."""

    def run(job: Job) -> Ran:
        sent = dict(parse_qsl(job.body.decode(), keep_blank_values=True))
        if not re.search(check, sent["to"]) or not re.search(r"\A[0-9-]+\Z", sent["tel"]):
            return Ran(ended="exit", status=0)
        message = f"To: {sent['to']}\nSubject: Tell a friend\n\n{sent['text']}\n".encode()
        return Ran(ended="exit", status=0, calls=(Call(argv=(b"sendmail", b"-t"), data=message),))

    program = Interpreter(argv=("php-cgi",), address_space=1)
    form = Script(page=page_of("/var/www/a.php", "/var/www", None), program=program)
    scripts = Scripts(form=form, language=Language.PHP, programs=())
    visitor = Visitor(scripts=scripts, run=run, limits=Limits())
    way = Way(attempt=Attempt(method="POST", look_first=False, values=VALUES), steps=1, mails=1)
    probed = probe(visitor, way, FIELDS, canaries(source), "utf-8")
    assert probed.whole
    return {one.ability for one in proved(probed.hits).caught}


@pytest.mark.parametrize(
    "check",
    [
        r"^[a-z@.]+$",
        r"^[A-Za-z]+@[A-Za-z]+\.[A-Za-z]+$",
        r"^[\w.+-]+@[\w.-]+\.[a-z]{2,4}$",
        r"^[\w.+-]+@[\w.-]+\.[a-z]{2,3}$",
        r"^[^@,\s]+@[^@,\s]+\.(?:com|net|org|jp)$",
        r"^[^@,\s]+@[^@,\s]+\.(?:com|org|edu)$|^hanako@example\.net$",
        r"^[^@,\s]+@[^@,\s]+\.jp$|^hanako@example\.net$",
        r"^[^@,\s]{3,8}@[^@,\s]{3,12}$",
    ],
)
def test_checks_that_let_an_address_pass(check: str) -> None:
    """Of every form that mails to a visitor's address, that is proven, whatever its check wants of an address."""
    assert abilities(check) == {Ability.AUTOREPLY}


@pytest.mark.parametrize("check", [r"^[a-z@.,]+$", r"^([\w.]+@[\w.]+\.[a-z]{2,3},?)+$", r"\.jp$|^hanako@example\.net$"])
def test_checks_that_let_a_list_pass(check: str) -> None:
    """Where such a check lets a list of addresses pass, the choice of recipients is proven."""
    assert Ability.RECIPIENT in abilities(check)


def test_an_address_of_the_scripts_own_domain() -> None:
    """An address at the domain that a script names is no stranger's, in whatever shape it is tried."""
    assert Ability.AUTOREPLY not in abilities(r"@example\.net$", b"/@example\\.net$/")
    assert abilities(r"^\w+@example\.net$", b"/^\\w+@example\\.net$/") == set()
