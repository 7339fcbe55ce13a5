"""Templates: strict, bounded, the same for the same row; the fingerprint is what a person would call the same."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.message.templates import TOKEN, Rendered, RenderError, Sources, Templates, fingerprint
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError

ROW = {"name": "太郎", "prize": "", "many": "999999999", "表": "x"}
_ENGLISH = Translator("en")


def render(template: str, *, subject: str = "s", markup: bool = False, url: str | None = None) -> Rendered:
    """The template as a body, for one row."""
    named = ("body.txt", template)
    sources = Sources(
        subject=subject, text=None if markup else named, html=named if markup else None, campaign="c1.toml"
    )
    return Templates(sources, url).render(ROW, "taro@example.jp")


def refused(template: str, *, subject: str = "s") -> str:
    """What is said about a template that cannot be rendered."""
    with pytest.raises(RenderError) as caught:
        render(template, subject=subject)
    return _ENGLISH.render(caught.value.problem)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ name }}, {{ row['表'] }}, {{ 表 }}, {{ address }}", "太郎, x, x, taro@example.jp"),
        ("{% if prize %}won{% else %}lost{% endif %}", "lost"),
        (
            "{% for one in name %}{{ loop.index }}/{{ loop.length }}{{ one }}{{ ',' if not loop.last }}{% endfor %}",
            None,
        ),
        ("{% for key, value in row.items() %}{{ key }}{% endfor %}", "nameprizemany表"),
        ("{% macro bold(x) %}*{{ x }}*{% endmacro %}{{ bold(name) }}", "*太郎*"),
        ("{{ [1, 2] | join(', ') }} {{ name | replace('太', '次') }} {{ 7 // 2 }} {{ 2 ** 8 }}", "1, 2 次郎 3 256"),
        ("{% for x in [1, [2]] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}", "12"),
        (
            "{% set ns = namespace(n=0) %}{% for i in range(50) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
            "1225",
        ),
        ("{% filter upper %}abc{% endfilter %}{{ 'x' ~ name }}", "ABCx太郎"),
    ],
)
def test_what_campaigns_need_works(template: str, shown: str | None) -> None:
    """Columns by any name, conditions, loops, macros and filters do what Jinja says."""
    assert render(template).text == (shown if shown is not None else "1/2太,2/2郎")


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10**9) %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) if j > 5 %}x{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}" + "y" * 1000 + "{% endfor %}",
        "{% set x %}{% for i in range(99999) %}" + "y" * 1000 + "{% endfor %}{% endset %}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set ns = namespace(x='x') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x='x') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=9) %}{% for i in range(60) %}{% set ns.x = ns.x ** 2 %}{% endfor %}",
        "{{ 10 ** 10 ** 10 }}",
        "{% if 10 ** 10 ** 10 %}{% endif %}",
        "{{ '*' * (many | int) }}",
        "{{ [1] * (many | int) }}",
        "{{ (many | int) * '*' }}",
        "{{ '*' | center(many | int) }}",
        "{{ '*'.ljust(many | int) }}",
        "{{ 'a\nb' | indent(many | int) }}",
        "{{ '%999999999d' % 5 }}",
        "{{ '%999999999d' | format(5) }}",
        "{{ '{:999999999}'.format(5) }}",
        "{{ ('x' * 1000000) | replace('', 'x' * 1000000) }}",
        "{{ ('x' * 1000000).replace('', 'x' * 1000000) }}",
        "{{ (['x' * 1000000] * 100000) | join }}",
    ],
)
def test_nothing_runs_away(template: str) -> None:
    """Loops, recursion, powers, widths and doublings end with a sentence and not with all memory or time."""
    try:
        said = refused(template)
    except UserError as error:  # a filter that is not there is told when the template is read
        said = " ".join(map(_ENGLISH.render, error.problems))
    assert said.endswith((".", "line."))


@pytest.mark.parametrize(
    "template",
    [
        "{{ name.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}{{ name | attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ row.pop('name') }}",
        "{{ row.update({'name': 'x'}) }}",
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
    ],
)
def test_nothing_outside_is_reached_or_changed(template: str) -> None:
    """Attributes that lead into the program, changes to the row, and other files are refused."""
    assert refused(template)
    assert ROW["name"] == "太郎"


@pytest.mark.parametrize(
    "template", ["{{ nam }}", "{% if nam %}{% endif %}", "{% for x in nam %}{% endfor %}", "{{ nam ~ 'x' }}"]
)
def test_a_missing_column_is_named_with_those_that_are_there(template: str) -> None:
    """A typing mistake is no empty text."""
    said = refused(template)
    assert "'nam' is undefined" in said
    assert "many, name, prize" in said


@pytest.mark.parametrize(
    "template", ["{{ name.upper }}", "{{ name | map('upper') }}", "{{ row.get('nam') }}", "{{ none }}"]
)
def test_what_is_no_text_is_not_written(template: str) -> None:
    """A method without its parentheses would write where it lies in memory: another message each time."""
    assert "is a pair of () missing?" in refused(template)


@pytest.mark.parametrize(
    "template", ["{{ name | dictsort }}", "{{ 1 / 0 }}", "{{ 5 ** 'x' }}", "{{ [] | first + 1 }}", "{{ '\\ud800' }}"]
)
def test_whatever_an_expression_raises_is_a_sentence(template: str) -> None:
    """No template ends in a traceback."""
    assert refused(template).endswith(("row.", "columns.", "whole.", "表."))


@pytest.mark.parametrize(
    "subject", ["{{ prize }}", "{{ 'x' * 901 }}", "a\n{{ name }}\nBcc: x@example.jp", "{{ '\\x85' }}x{{ '\\u2028' }}y"]
)
def test_a_subject_is_one_line(subject: str) -> None:
    """An empty, endless or broken subject is refused; a line break in it would begin a header field."""
    assert "the subject is empty" in refused("x", subject=subject)


def test_a_subject_may_hold_the_space_of_japanese() -> None:
    """U+3000 and the joiner of emoji are ordinary there, though Python calls them unprintable."""
    assert render("x", subject="当選　{{ name }} 👨‍👩‍👧").subject == "当選　太郎 👨‍👩‍👧"


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("a\n{% if %}", "body.txt:2: "),
        ("{{ name | nosuch }}", "body.txt:1: "),
        ("{% for a in name %}" * 25 + "{% endfor %}" * 25, "body.txt: "),
        ("{{ " + "(" * 5000, "body.txt: "),
    ],
)
def test_a_template_that_is_none_says_where(template: str, place: str) -> None:
    """File and line of the mistake, before any row is looked at; what Python refuses is told as well."""
    with pytest.raises(UserError) as caught:
        render(template)
    assert _ENGLISH.render(caught.value.problems[0]).startswith(place)


def test_a_mistake_in_the_subject_does_not_point_at_the_first_line_of_the_campaign() -> None:
    """The subject stands anywhere in the campaign's file: its key is named."""
    with pytest.raises(UserError) as caught:
        render("x", subject="{{ name")
    assert _ENGLISH.render(caught.value.problems[0]).startswith("c1.toml [message] subject:1: ")


def test_html_is_escaped_and_text_is_not() -> None:
    """A row cannot bring markup into an HTML body; a plain body shows what was written."""
    assert render("{{ '<b>&' }}", markup=True).html == "&lt;b&gt;&amp;"
    assert render("{{ '<b>&' }}").text == "<b>&"


@given(st.text(max_size=200), st.text("\n ", max_size=20))
def test_the_fingerprint_ignores_spaces_at_the_ends_of_lines(body: str, spaces: str) -> None:
    """Trailing spaces make no other message; anything else does."""
    one = Rendered(subject="s", text=f"{body}\nx", html=None)
    same = Rendered(subject="s", text=f"{body}{spaces.replace(chr(10), '')}\nx  ", html=None)
    assert fingerprint(one, b"") == fingerprint(same, b"")
    for other in (
        Rendered(subject="t", text=one.text, html=None),
        Rendered(subject="s", text=f"{body}y\nx", html=None),
        Rendered(subject="s", text=None, html=one.text),
    ):
        assert fingerprint(other, b"") != fingerprint(one, b"")
    assert fingerprint(one, b"1") != fingerprint(one, b"")


def test_the_fingerprint_knows_no_token() -> None:
    """The recipient's own link stands in the body as a placeholder when the fingerprint is taken."""
    shown = render("{{ unsubscribe_url }}", url="https://example.jp/leave/{token}")
    assert shown.text == f"https://example.jp/leave/{TOKEN}"


def test_another_process_renders_the_same() -> None:
    """Fingerprints are equal from run to run, whatever the order of hashes is there."""
    program = (
        "from tests.delivery.message.test_templates import *;"
        "print(fingerprint(render('{{ row }}{% for x in row.items() | list %}{{ x }}{% endfor %}'), b'a'))"
    )
    runs = {
        subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
