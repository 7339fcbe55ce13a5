"""PHP: what cannot be known from the file alone is said to be unknown."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

CASES = [
    pytest.param(r"mail($to,'s','b');", "", id="reg"),
    pytest.param(r"eval($_POST['x']);", "", id="eval"),
    pytest.param(r"$r = mysql_fetch_array($q); mail($r['email'],'s','b');", "", id="dbto"),
    pytest.param(r"$r = mysql_fetch_array($q); exec('mail -s x ' . $r['email']);", "", id="dbcommand"),
    pytest.param(r"include $_GET['p']; mail('a@example.jp','s',$_POST['b']);", "", id="inc"),
]


@pytest.mark.parametrize(("code", "abilities"), CASES)
def test_what_is_not_in_the_file_is_unknown(code: str, abilities: str) -> None:
    """A script whose mail is decided elsewhere is neither safe nor dangerous: it is unknown, with a reason."""
    reading = read(b"<?php " + code.encode(), Language.PHP)
    assert not abilities
    assert reading.unknown
