"""The fields of a form are found in its source and its pages, and filled in plausibly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.confirm.attempts import attempts, filled_in, leads_on, twins, words_in
from hiyari.forms.confirm.fields import Field, fields, forms_in
from hiyari.forms.confirm.plausible import VISITOR, charset_of, is_honeypot, plausible


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"$_POST['email']", b"email"),
        (b'$_REQUEST["email"]', b"email"),
        (b"$HTTP_POST_VARS[email]", b"email"),
        (b"filter_input(INPUT_POST, 'email', FILTER_DEFAULT)", b"email"),
        (b"$q->param('email')", b"email"),
        (b"$FORM{'email'}", b"email"),
        (b"$in{email}", b"email"),
        (b'form.getvalue("email", "")', b"email"),
        (b"request.form['email']", b"email"),
        (b"params[:email]", b"email"),
        (b"req.body.email", b"email"),
        (b"sed -n 's/^.*email=\\([^&]*\\).*$/\\1/p'", b"email"),
        (b"email=$(field email)", b"email"),
        (b"extract($_POST); mail($email, 'x', 'y');", b"email"),
        (b"foreach ($_POST as $key => $value) {}", b"email"),
        (b"for my $field (qw(name email)) {}", b"email"),
    ],
)
def test_a_name_in_the_source(source: bytes, name: bytes) -> None:
    """Every language's way to read a field names it."""
    assert name in {one.name for one in fields(source)}


PAGE = b"""<form action="form.cgi" method="POST"><input type=hidden name=recipient value="office@example.jp">
<input name="email" type="email"><select name=topic><option value="a">A<option value="b">B</select>
<input type=submit name=back value="\x96\xdf\x82\xe9"><input type=submit name=ok value="send"><textarea name=body></textarea></form>"""


def test_a_page_declares_fields() -> None:
    """Types, hidden values and options of a page's form are kept, and of its buttons the one that sends is pressed."""
    (form,) = forms_in(PAGE)
    assert (form.action, form.method) == ("form.cgi", "POST")
    known = {one.name: one for one in fields(b"", [PAGE])}
    assert known[b"recipient"].value == b"office@example.jp"
    assert known[b"topic"].choices == (b"a", b"b")
    first = next(attempts(list(known.values()), "cp932", words_in(b"")))
    assert first.values[b"recipient"] == b"office@example.jp"
    assert first.values[b"email"] == VISITOR
    assert first.values[b"ok"] == b"send"
    assert b"back" not in first.values


def test_a_mode_is_steered() -> None:
    """A field that steers is given the value that sounds like sending first, and the others later."""
    known = fields(
        b"if ($_POST['mode'] == 'confirm') {} elseif ($_POST['mode'] == 'send') { mail($_POST['to'], '', ''); }"
    )
    values = [one.values.get(b"mode") for one in attempts(known, "utf-8", words_in(b""))]
    assert values[0] == b"send"
    assert b"confirm" in values
    assert None in values  # a first page may want none


def test_a_value_that_the_script_writes() -> None:
    """A hidden field whose value is made when the script runs is filled in as any other."""
    (field,) = forms_in(b'<form><input type=hidden name=text value="<?= $text ?>"></form>')[0].fields
    assert field.value == b""
    assert plausible(field, "utf-8")


def test_an_allow_list_is_tried() -> None:
    """Addresses and keys of a script's own tables are tried as values."""
    source = (
        b"%to = (sales => 'sales\\@example.jp', press => 'press@example.jp'); $to{param('dept')}; param('recipient')"
    )
    tried = list(attempts(fields(source), "utf-8", words_in(source)))
    assert any(one.values[b"dept"] == b"sales" for one in tried)
    assert any(one.values[b"recipient"] == b"sales@example.jp" for one in tried)


def test_twins() -> None:
    """A field that repeats another is known by its name."""
    known = [Field(name=name) for name in (b"email", b"email_confirm", b"mail2", b"name")]
    assert twins(known) == {b"email_confirm": b"email"}


def test_the_next_step() -> None:
    """A page of confirmation is sent on with its hidden fields and its button; a page to fill in leads nowhere."""
    (form,) = forms_in(
        b'<form action="/cgi-bin/form.cgi"><input type=hidden name=a value=1><input type=submit name=go value=Send></form>'
    )
    assert leads_on(form)
    assert filled_in(form) == {b"a": b"1", b"go": b"Send"}
    (session,) = forms_in(
        b'<form method=post><input type=submit name=back value="Back"><input type=submit value=Send></form>'
    )
    assert (leads_on(session), filled_in(session)) == (True, {})
    (nameless,) = forms_in(b"<form method=post><input type=submit value=Send></form>")
    assert leads_on(nameless)
    (open_one,) = forms_in(b"<form><input name=a><input type=submit></form>")
    assert not leads_on(open_one)


@pytest.mark.parametrize(("name", "charset"), [("お名前", "cp932"), ("name", "euc_jp"), ("ふりがな", "utf-8")])
def test_japanese_forms(name: str, charset: str) -> None:
    """Values are written in the form's character set."""
    field = Field(name=name.encode(charset))
    assert plausible(field, charset).decode(charset)
    page = (
        f"<meta charset={'Shift_JIS' if charset == 'cp932' else 'EUC-JP' if charset == 'euc_jp' else 'UTF-8'}>".encode()
    )
    assert charset_of(page) == charset


def test_traps() -> None:
    """A field that only a robot fills in is left out in one of the attempts."""
    known = [Field(name=b"email"), Field(name=b"honeypot")]
    assert is_honeypot(known[1], "utf-8")
    assert any(b"honeypot" not in one.values for one in attempts(known, "utf-8", words_in(b"")))


@given(st.binary(max_size=600))
def test_any_octets_have_fields(source: bytes) -> None:
    """Nothing in a source or page makes the reading fail, and the number of fields is bounded."""
    known = fields(source, [source])
    assert len(known) <= 40
    for number, one in enumerate(attempts(known, charset_of(source), words_in(source))):
        assert number < 200
        assert one.method in {"GET", "POST"}
