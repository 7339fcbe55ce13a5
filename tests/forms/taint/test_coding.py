"""What is encoded and decoded again is as clean as it was before, no more and no less."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_CLEAN = "$m = str_replace(array(\"\\r\", \"\\n\"), '', $_POST['mail']); "
_RAW = "$m = $_POST['mail']; "
_PHP = {
    "json": "$e = json_decode(json_encode(array('mail' => $m)), true); $m = $e['mail'];",
    "json object": "$e = json_decode(json_encode(array('mail' => $m))); $m = $e->mail;",
    "serialize": "$e = unserialize(serialize(['mail' => $m, 'text' => $_POST['text']])); $m = $e['mail'];",
    "both": "$e = json_decode(base64_decode(base64_encode(json_encode([$m])))); $m = $e[0];",
    "file": "file_put_contents('/tmp/m.json', json_encode(['mail' => $m])); "
    "$e = json_decode(file_get_contents('/tmp/m.json'), true); $m = $e['mail'];",
    "percent": "$m = rawurldecode(rawurlencode($m));",
}


def php(source: str) -> bool:
    """Whether something was found in a script that sends ``$m`` in a header."""
    source = f"<?php {source} mail('shop@example.jp', 's', 'b', 'From: ' . $m);"
    return bool(read(source.encode(), Language.PHP, path="/web/form.php", include={}.get).abilities)


@pytest.mark.parametrize("way", _PHP)
def test_what_was_cleaned_before_it_was_encoded_stays_clean(way: str) -> None:
    """A decoder gives back what went into its encoder."""
    assert not php(_CLEAN + _PHP[way])


@pytest.mark.parametrize("way", _PHP)
def test_what_went_in_raw_comes_out_raw(way: str) -> None:
    """An encoder takes line breaks out for as long as it is not undone."""
    assert php(_RAW + _PHP[way])


@pytest.mark.parametrize(
    "way",
    [
        "$j = json_encode($m); if (preg_match('/[\\r\\n]/', $j)) exit; $m = json_decode($j);",
        '$m = urldecode(str_replace(array("\\r", "\\n"), \'\', $m));',
        "$m = urldecode(base64_decode(base64_encode($m)));",
    ],
)
def test_a_check_of_the_encoded_form_proves_nothing_of_what_is_in_it(way: str) -> None:
    """What is looked at before it is decoded may have line breaks afterwards."""
    assert php(_RAW + way)


@pytest.mark.parametrize(
    ("cleaned", "found"),
    [("request.form['mail'].replace('\\r', '').replace('\\n', '')", False), ("request.form['mail']", True)],
)
def test_python_reads_its_json_again(cleaned: str, found: bool) -> None:
    """The same in Python."""
    source = (
        "import json, smtplib\nfrom flask import request\n"
        f"kept = json.dumps({{'mail': {cleaned}}})\nmail = json.loads(kept)['mail']\n"
        "smtplib.SMTP('localhost').sendmail('a@example.com', ['b@example.com'], 'From: ' + mail + '\\n\\nHello')\n"
    )
    assert bool(read(source.encode(), Language.PYTHON, path="/web/form.py", include={}.get).abilities) is found
