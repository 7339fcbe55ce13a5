"""One visit, step by step, through scripts that are functions here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hiyari.forms.confirm.attempts import Attempt
from hiyari.forms.confirm.doors import Script, Scripts
from hiyari.forms.confirm.interpreters import Interpreter
from hiyari.forms.confirm.recorded import Call, Ran
from hiyari.forms.confirm.visit import Visit, page_of
from hiyari.forms.confirm.walking import MAX_REQUESTS, Visited, Walk
from hiyari.forms.language import Language

MAIL = (Call(argv=(b"sendmail", b"a@example.jp"), data=b"Subject: x\n\n"),)
Answers = Callable[[str, Visit], Ran]


def walked(root: Path, answers: Answers, *, door: str | None = None) -> tuple[Visited, list[tuple[str, Visit]]]:
    """What a visit to form.php led to, and its requests."""
    program, asked = Interpreter(argv=("php-cgi",), address_space=1), list[tuple[str, Visit]]()
    for name in ("form.php", "a.php", "b.php"):
        (root / name).write_text("")
    form = Script(page=page_of(str(root / "form.php"), str(root), None), program=program)
    scripts = Scripts(form=form, language=Language.PHP, programs=("/usr/bin/php-cgi",))

    def ask(script: Script, visit: Visit, fresh: bool) -> Ran:
        assert fresh == (not asked)
        asked.append((script.name, visit))
        return answers(script.name, visit)

    attempt = Attempt(
        method="POST", look_first=False, values={b"to": b"x"}, door=None if door is None else str(root / door)
    )
    walk = Walk(ask=ask, scripts=scripts, attempt=attempt, canaries={b"c": b"d"}, steps=3, last_only=False)
    return walk.go(lambda: False), asked


def page(text: str, calls: tuple[Call, ...] = ()) -> Ran:
    """An answer."""
    return Ran(ended="exit", status=0, out=text.encode(), calls=calls)


def test_scripts_that_redirect_for_ever(tmp_path: Path) -> None:
    """Scripts that redirect to one another end after the requests of one visit."""
    visited, asked = walked(
        tmp_path, lambda name, _: page(f"Location: {'b' if name == 'a.php' else 'a'}.php\n\n"), door="a.php"
    )
    assert len(asked) == MAX_REQUESTS
    assert visited.steps == 0


def test_forms_that_lead_to_one_another(tmp_path: Path) -> None:
    """Scripts whose forms lead to one another and never to the form are sent a bounded number of times."""
    _, asked = walked(
        tmp_path, lambda *_: page("<form action=b.php><input type=hidden name=a value=1></form>"), door="a.php"
    )
    assert [name for name, _ in asked] == ["a.php", "b.php", "b.php"]


def test_a_form_that_shows_itself_for_ever(tmp_path: Path) -> None:
    """The form itself is sent three times at most, each time with what it showed and the canaries."""
    visited, asked = walked(tmp_path, lambda *_: page("<form><input type=hidden name=a value=1></form>"))
    assert visited.steps == len(asked) == 3
    assert dict(asked[2][1].values) == {b"to": b"x", b"a": b"1", b"c": b"d"}


def test_cookies_and_the_page_before(tmp_path: Path) -> None:
    """Cookies are kept from step to step, the page before is named, and an action's query is sent."""

    def answer(name: str, _: Visit) -> Ran:
        if name == "a.php":
            return page("Set-Cookie: s=1\n\n<form action='form.php?m=2' method=post><input name=to></form>")
        return page("Thanks", MAIL)

    visited, asked = walked(tmp_path, answer, door="a.php")
    assert [name for name, _ in asked] == ["a.php", "form.php"]
    assert (asked[1][1].cookies, asked[1][1].came_from, asked[1][1].query) == ({"s": "1"}, "/a.php", "m=2")
    assert (len(visited.mails), visited.steps) == (1, 1)


def test_mail_of_others_does_not_count(tmp_path: Path) -> None:
    """What a script before the form mails is not the form's."""
    visited, asked = walked(
        tmp_path,
        lambda name, _: page("Location: form.php\n\n" if name == "a.php" else "", MAIL if name == "a.php" else ()),
        door="a.php",
    )
    assert ([name for name, _ in asked], visited.mails, visited.steps) == (["a.php", "form.php"], (), 1)


def test_a_login_page_is_not_walked_into(tmp_path: Path) -> None:
    """After the form was sent, only the form itself is followed."""
    _, asked = walked(
        tmp_path, lambda *_: page("Location: a.php\n\n<form action=b.php><input type=hidden name=a value=1></form>")
    )
    assert [name for name, _ in asked] == ["form.php"]
