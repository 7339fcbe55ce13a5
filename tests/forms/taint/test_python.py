from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python import lower
from tests.forms.taint.lowered import calls, everything, lines, only, shown


@pytest.mark.parametrize(
    ("imported", "called"),
    [
        ("import smtplib", "smtplib.SMTP"),
        ("import smtplib as mail", "mail.SMTP"),
        ("from smtplib import SMTP", "SMTP"),
        ("from smtplib import SMTP as S", "S"),
        ("from smtplib import *", "SMTP"),
    ],
)
def test_an_import_is_resolved_whatever_the_name_it_goes_by(imported: str, called: str) -> None:
    """A call has the full name of what was imported."""
    assert only(lower(f"{imported}\n{called}('localhost')\n".encode()), "smtplib.SMTP")


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        (r'f"To: {to}\n"', r"'To: ' + to + '\n'"),
        (r'"To: %s\n%d" % (to, n)', r"'To: ' + to + '\n' + number(n)"),
        ('"%(to)s!" % form', "form['to'] + '!'"),
        ('"To: {}, {x}{{".format(to, x=y)', "'To: ' + to + ', ' + y + '{'"),
        ('", ".join([a, "b", c])', "a + ', b, ' + c"),
        ('"a" "b" + c', "'ab' + c"),
        ('r"\\n" + """x\ny"""', r"'\\nx\ny'"),
        ('"%(to)s" % vars()', "to"),
        ("str(to)", "to"),
        ('"é\\x41\\u3042".strip()', r"'\xc3\xa9A\xe3\x81\x82'.strip()"),
        ("int(to)", "number(to)"),
    ],
)
def test_a_string_is_the_sequence_of_its_pieces(written: str, pieces: str) -> None:
    """Interpolation, formats and concatenation become one flat join, in order, with escapes resolved."""
    assert lines(lower(f"x = {written}\n".encode())) == [f"x = {pieces}"]


def test_a_template_that_the_module_holds_is_filled_in_where_it_is_used() -> None:
    """A name that is assigned once, to a literal, stands for it in a format."""
    program = lower(b'T = """To: {to}\n"""\ndef f(to):\n    return T.format(to=to)\n')
    (made,) = [one for one in everything(program) if isinstance(one, ir.Return)]
    assert shown(made.value) == r"'To: ' + to + '\n'"


def test_a_name_that_is_assigned_twice_stands_for_nothing() -> None:
    """Only a name with one assignment in the whole file is taken for its literal."""
    assert lines(lower(b'T = "a"\nT = b\nx = T + c\n'))[-1] == "x = T + c"


@pytest.mark.parametrize(
    ("written", "test"),
    [
        ("re.match('[a-z]+', x)", r"re.search(/\A[a-z]+/, x)"),
        ("re.match('^[a-z]+$', x)", r"re.search(/\A[a-z]+$/, x)"),
        ("re.fullmatch('a|b', x)", r"re.search(/\A(?:a|b)\Z/, x)"),
        ("re.fullmatch(r'a\\$', x)", r"re.search(/\Aa\$\Z/, x)"),
        ("re.search('^a', x, re.M | re.I)", "re.search(/^a/mi, x)"),
        ("OK.fullmatch(x)", r"re.search(/\Aa\Z/i, x)"),
        ("re.sub('[\\r\\n]', '', x)", "re.sub(/[\r\n]/, '', x)"),
        ("'\\n' in x", "(x contains '\\n')"),
        ("'\\n' not in x", "not (x contains '\\n')"),
        ("x in ('a', 'b')", "(x in {'a', 'b'})"),
        ("any(c in x for c in '\\r\\n')", "((x contains '\\r') or (x contains '\\n'))"),
        ("all(c not in x for c in ['\\r', '\\n'])", "(not (x contains '\\r') and not (x contains '\\n'))"),
    ],
)
def test_a_test_says_what_it_demands_of_its_subject(written: str, test: str) -> None:
    """Patterns carry the anchors that match and fullmatch mean; membership tells strings from lists."""
    program = lower(f"import re\nOK = re.compile('a', re.I)\ny = {written}\n".encode())
    assert lines(program)[-1] == f"y = {test}"


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("os.environ['QUERY_STRING']", "os.environ[QUERY_STRING]"),
        ("os.environ.get('HTTP_REFERER', '')", "(os.environ[HTTP_*] or '')"),
        ("os.getenv('QUERY_STRING')", "os.environ[QUERY_STRING]"),
        ("request.form['to']", "flask.request.form['to']"),
        ("request.form.get('to', 'x')", "(flask.request.form['to'] or 'x')"),
        ("request.get_json()", "flask.request.get_json()"),
        ("sys.stdin.read()", "sys.stdin.read()"),
    ],
)
def test_what_a_request_brings_goes_by_its_full_name(source: str, call: str) -> None:
    """Sources are names that the tables hold."""
    assert lines(lower(f"import os, sys\nfrom flask import request\nx = {source}\n".encode()))[-1] == f"x = {call}"


@pytest.mark.parametrize(
    ("written", "call"),
    [
        ("subprocess.run(['sendmail', to])", "subprocess.run({'sendmail', to})"),
        ("subprocess.run('sendmail ' + to, shell=True)", "subprocess.run shell=True('sendmail ' + to, shell='1')"),
        ("subprocess.run(line, shell=False)", "subprocess.run(line, shell='')"),
        ("print('To:', to, file=pipe)", "print(handle=pipe, 'To: ' + to + '\\n')"),
        ("threading.Thread(target=send, args=(to, text)).start()", "send(to, text).start()"),
        ("tasks.add_task(send, to, text=text)", "send(to, text=text)"),
    ],
)
def test_a_command_tells_whether_a_shell_reads_it(written: str, call: str) -> None:
    """The call's name says whether there is a shell, and what is handed over is called."""
    assert lines(lower(f"import subprocess, threading\n{written}\n".encode())) == [call]


def test_python_2_is_read_too() -> None:
    """A print statement writes into the handle that it names, with the blanks and the line's end that it adds."""
    program = lower(b'print >>p, "To: %s" % to, x\nprint >>p, "a",\n')
    assert [shown(one) for one in calls(program, "print")] == [
        r"print(handle=p, 'To: ' + to + ' ' + x + '\n')",
        "print(handle=p, 'a')",
    ]


def test_a_comprehension_is_a_loop_that_fills_a_list() -> None:
    """Its condition guards what is kept."""
    program = lower(b"xs = [one.strip() for one in to.split(',') if one in GOOD]\n")
    _, loop, last = program.body
    assert isinstance(loop, ir.Loop)
    (branch,) = loop.body
    assert isinstance(branch, ir.If)
    assert shown(branch.condition) == "(one in GOOD)"
    assert shown(last).startswith("xs = <list")


ENTRIES = {
    "flask": (
        "from flask import Flask\napp = Flask(__name__)\n@app.route('/<to>')\ndef f(to): send(to)\n",
        "f(the handler's arguments()['to'])",
    ),
    "wsgi": ("def application(environ, start_response): send(environ)\n", "application(os.environ, ?)"),
    "django": ("from django.http import HttpResponse\ndef f(request): send(request)\n", "f(django.http.HttpRequest)"),
    "lambda": (
        "def lambda_handler(event, context): send(event)\n",
        "lambda_handler(the handler's arguments(), ?)",
    ),
    "server": (
        "from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n  def do_POST(self): send(self.rfile)\n",
        "<object 1>.do_POST()",
    ),
    "fastapi": (
        "from fastapi import FastAPI, Form\n@app.post('/')\nasync def f(to: str = Form(...)): send(to)\n",
        "f(the handler's arguments()['to'])",
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_handler_is_called_at_the_end(name: str) -> None:
    """What a framework or the web server calls is called once, behind everything else, with the request."""
    source, call = ENTRIES[name]
    last = lower(source.encode()).body[-1]
    assert isinstance(last, ir.If)
    assert shown(last.condition) == "<asked>()"
    (run,) = last.then
    assert isinstance(run, ir.Try)
    assert shown(run.body[-1]) == call


def test_a_login_stands_before_a_handler_that_demands_one() -> None:
    """A decorator that asks for a login ends the handler for everybody else."""
    program = lower(b"@app.route('/x')\n@login_required\ndef f(): send()\n")
    (define,) = [one for one in everything(program) if isinstance(one, ir.Define)]
    first = define.function.body[0]
    assert isinstance(first, ir.If)
    assert shown(first.condition) == "not <login>()"


def test_a_module_next_to_the_script_is_included() -> None:
    """What no package is known by is a file of the site; its functions keep their names."""
    program = lower(b"from lib.mailer import send as s\nimport json\ns(x)\n")
    assert [shown(one.path) for one in program.body if isinstance(one, ir.Include)] == ["'lib/mailer.py'"]
    assert only(program, "send")


def test_a_syntax_error_is_noted_and_the_rest_is_read() -> None:
    """What the parser lost is listed; statements behind it are there."""
    program = lower(b"x = = 1\nsend(to)\n")
    assert program.lost
    assert only(program, "send")


@pytest.mark.parametrize("deep", [b"(", b"[", b"f(", b"not ", b"lambda: ", b"if x:\n ", b"a.b("])
def test_deep_nesting_is_cut(deep: bytes) -> None:
    """Nesting without end is something that was not understood, or is refused; it never exhausts the stack."""
    program = lower(b"x = " + deep * 120)
    assert isinstance(program, ir.Program)
    assert isinstance(lower(b"x = " + deep * 3000), ir.Program)


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_no_octets_raise(source: bytes) -> None:
    """Any octets are a program."""
    lower(source)


_WORDS = b"def class if else: for in with as try: except raise return f\"{x}\" ( ) [ ] { } = == , : \n\n  import from lambda x y 'a' % @ * print".split(
    b" "
)


@given(st.lists(st.sampled_from(_WORDS), max_size=40))
@settings(max_examples=150)
def test_no_words_of_the_language_raise(words: list[bytes]) -> None:
    """Any sequence of the language's own words is a program."""
    lower(b" ".join(words))
