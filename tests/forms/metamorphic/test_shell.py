"""A form in a shell is found, or said to be unknown, whichever way its value takes and whatever sends the mail."""

from __future__ import annotations

import os
from typing import Final
from zlib import crc32

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.prefilter import sighted
from hiyari.forms.taint.read import read
from tests.forms.metamorphic.sinks_shell import SINKS
from tests.forms.metamorphic.ways_shell import VALUES

ALL: Final = "HIYARI_ALL_DETOURS" in os.environ
SHARE: Final = 2
"""One of so many detours is taken, unless all are asked for."""
_HEAD: Final = '#!/bin/bash\nto=$(echo "$QUERY_STRING" | sed -n "s/.*to=\\\\([^&]*\\\\).*/\\\\1/p" | sed "s/%40/@/g; s/%0A/\\\\n/g")\n'
_ENDS: Final = {
    Ability.RECIPIENT: 'mail -s Hello "$way" < /srv/text\n',
    Ability.HEADER: 'printf "To: a@example.jp\\nReply-To: %s\\n\\nb" "$(printf %b "$way")" | /usr/sbin/sendmail -t\n',
}


def _chosen(name: str) -> bool:
    return ALL or crc32(name.encode()) % SHARE == 0


def _reading(code: str) -> Reading:
    return read(code.encode(), Language.SHELL, path="/srv/www/form.sh")


def _found(reading: Reading) -> frozenset[Ability]:
    return frozenset(flow.ability for flow in reading.flows)


@pytest.mark.parametrize("name", [name for name in VALUES if _chosen(name)])
def test_a_value_that_takes_a_roundabout_way_is_never_lost(name: str) -> None:
    """A stranger's address is found again when it goes another way, or the script is unknown."""
    reading = _reading(_HEAD + VALUES[name] + "\n" + _ENDS[Ability.RECIPIENT])
    assert reading.blind or Ability.RECIPIENT in _found(reading)


@pytest.mark.parametrize("name", [name for name in SINKS if _chosen(name)])
def test_a_mail_that_is_sent_in_a_roundabout_way_is_never_lost(name: str) -> None:
    """The first look sights it, and it is open to a stranger or unknown."""
    code = _HEAD + SINKS[name] + "\n"
    reading = _reading(code)
    assert sighted(code.encode()).mail
    assert reading.blind or _found(reading) & {Ability.RECIPIENT, Ability.COMMAND}


HARMLESS: Final = {
    "fixed": 'echo "$to" | mail -s x office@example.jp',
    "eval of a constant": "eval 'way=office@example.jp'\necho \"$to\" | mail -s x \"$way\"",
    "reference": 'way=office@example.jp; declare -n r=way\necho "$to" | mail -s x "$r"',
    "indirect": 'way=office@example.jp; n=way\necho "$to" | mail -s x "${!n}"',
    "chosen": 'case "$to" in sales) way=sales@example.jp;; *) way=office@example.jp;; esac\necho "$to" | mail -s x "$way"',
    "array": 'a=(office@example.jp)\necho "$to" | mail -s x "${a[0]}"',
    "mapping": 'declare -A h=([x]=office@example.jp)\necho "$to" | mail -s x "${h[x]}"',
    "trap": "trap 'rm -f /tmp/x' EXIT\necho \"$to\" | mail -s x office@example.jp",
    "trap with a variable": 'f=$(mktemp); trap "rm -f $f" EXIT\necho "$to" | mail -s x office@example.jp',
    "function": 'deliver() { mail -s "$1" office@example.jp; }\necho "$to" | deliver x',
    "match": '[[ $to =~ ^[a-z]+$ ]] || exit\necho b | mail -s x "${BASH_REMATCH[0]}@example.jp"',
    "default": 'echo "$to" | mail -s x "${ADMIN:=office@example.jp}"',
}  # fmt: skip
"""Scripts in which a stranger decides about the text alone."""


@pytest.mark.parametrize("name", list(HARMLESS))
def test_a_fixed_recipient_by_a_roundabout_way_is_no_alarm(name: str) -> None:
    """What the script itself says where the mail goes is no finding, and is understood."""
    reading = _reading(_HEAD + HARMLESS[name] + "\n")
    assert reading.sinks
    assert not reading.flows
    assert not reading.blind
