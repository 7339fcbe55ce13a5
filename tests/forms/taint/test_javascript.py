from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript import lower
from tests.forms.taint.lowered import calls, everything, lines, only, shown

_HEAD = "import 'x';\n"


@pytest.mark.parametrize(
    ("imported", "called"),
    [
        ("const cp = require('child_process');", "cp.exec"),
        ("const { exec } = require('node:child_process');", "exec"),
        ("const { exec: run } = require('child_process');", "run"),
        ("import { exec as run } from 'child_process';", "run"),
        ("import cp from 'child_process';", "cp.exec"),
        ("import * as cp from 'node:child_process';", "cp.exec"),
        ("const cp = await import('x'), run = require('child_process').exec;", "run"),
        ("", "require('child_process').exec"),
    ],
)
def test_an_import_is_resolved_whatever_the_name_it_goes_by(imported: str, called: str) -> None:
    """A call has the full name of what was required or imported."""
    assert only(lower(f"{imported}\n{called}('ls');\n".encode()), "child_process.exec")


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("`To: ${to}\\n`", r"'To: ' + to + '\n'"),
        ("'To: ' + to + \"\\u{41}\\x42\\n\"", r"'To: ' + to + 'AB\n'"),
        ("{ to, 'b': 1, [c]: 2, ...d }", "{'to': to, 'b': '1', c: '2', mix(d)}"),
        ("o.to", "o['to']"),
        ("o?.['to']", "o['to']"),
        ("process.env.QUERY_STRING", "process.env[QUERY_STRING]"),
        ("String(to)", "to"),
        ("Number(to)", "number(to)"),
        ("new URLSearchParams(q).get('to')", "decodeURIComponent(q)['to']"),
        ("(await f(to)) ?? 'x'", "(f(to) or 'x')"),
        ("spawn('sendmail', ['-t'])", "spawn('sendmail', {'-t'})"),
    ],
)
def test_a_value_is_made_of_its_pieces(written: str, pieces: str) -> None:
    """Templates, objects and properties are what they hold."""
    assert lines(lower(f"{_HEAD}x = {written};\n".encode())) == [f"x = {pieces}"]


@pytest.mark.parametrize(
    ("written", "test"),
    [
        ("/^a$/.test(to)", "(to matches /^a$/)"),
        ("OK.test(to)", "(to matches /a/m)"),
        ("to.includes('\\n')", r"(to contains '\n')"),
        ("['a', 'b'].includes(to)", "(to in {'a', 'b'})"),
        ("list.indexOf(to) === -1", "not (to in list)"),
        ("list.indexOf(to) > -1", "(to in list)"),
        ("to in map", "(to in map)"),
        ("['\\r', '\\n'].some(c => to.includes(c))", r"((to contains '\r') or (to contains '\n'))"),
        ("new RegExp('^a$', 'm').test(to)", "(to matches /^a$/m)"),
    ],
)
def test_a_test_says_what_it_demands_of_its_subject(written: str, test: str) -> None:
    """Patterns, lists and strings that hold something are told apart."""
    program = lower(f"{_HEAD}const OK = /a/m;\nif ({written}) f();\n".encode())
    last = program.body[-1]
    assert isinstance(last, ir.If)
    assert shown(last.condition) == test


def test_what_is_taken_apart_keeps_its_names() -> None:
    """Destructuring gives each name its property, with defaults."""
    program = lower(b"import 'x';\nconst { to, subject: s = 'x', from: { name }, ...rest } = o;\nconst [a, b] = l;\n")
    assert lines(program) == [
        "to = o['to']",
        "s = (o['subject'] or 'x')",
        "<value 1> = o['from']",
        "name = <value 1>['name']",
        "rest = o",
        "a = l['0']",
        "b = l['1']",
    ]


def _runs(program: ir.Program) -> list[list[str]]:
    """What is called when somebody asks, for each handler."""
    return [
        [shown(one) for one in block]
        for block in (
            one.then[0].body for one in program.body if isinstance(one, ir.If) and isinstance(one.then[0], ir.Try)
        )
    ]


@pytest.mark.parametrize(
    "source",
    [
        "app.post('/x', (req, res) => { send(req.body.to); });",
        "router.route('/x').post(async function (req, res) { send(req.body.to); });",
        "app.post('/x', ({ body }, res) => send(body.to));",
        "app.post('/x', async (request, reply) => { const { to } = request.body; send(to); });",
        "export default async function handler(req, res) { send(req.body.to); }",
        "module.exports = (req, res) => { send(req.body.to); };",
        "const contact = async (req, res) => { const data = req.body; send(data.to); }; app.post('/x', contact);",
        "function contact(req, res, next) { send(req.body['to']); }",
        "class C { contact(req, res) { send(req.body.to); } }",
    ],
)
def test_a_handler_is_called_with_the_request(source: str) -> None:
    """However a handler is registered, it is called at the end, and its request goes by the tables' name."""
    program = lower(f"import 'x';\n{source}\n".encode())
    assert _runs(program)
    assert any("Request.body" in shown(one) for one in everything(program) if isinstance(one, ir.Assign | ir.Call))


def test_middleware_calls_the_handler_behind_it() -> None:
    """What stands before a handler decides whether it runs: next() is a call of it, whether it is written in place or not."""
    program = lower(
        b"import 'x';\nfunction check(req, res, next) { if (!ok(req.query.to)) return; next(); }\n"
        b"app.post('/x', check, (req, res) => send(req.query.to));\n"
    )
    (handler,) = [
        one.function.name
        for one in everything(program)
        if isinstance(one, ir.Define) and calls(ir.Program((one,)), "send")
    ]
    assert handler.startswith("<handler")
    assert len(calls(program, handler)) == 1
    copies = [
        one.function for one in everything(program) if isinstance(one, ir.Define) and calls(ir.Program((one,)), handler)
    ]
    assert len(copies) == 1
    assert [f"{copies[0].name}(Request, ?, ?)"] in _runs(program)
    assert [f"{handler}(Request, ?)"] not in _runs(program)


def test_a_login_stands_before_a_route_that_demands_one() -> None:
    """Middleware that asks for a login ends the way for everybody else."""
    program = lower(b"import 'x';\napp.post('/x', requireAuth, (req, res) => send(req.body.to));\n")
    (last,) = [one for one in program.body if isinstance(one, ir.If)]
    run = last.then[0]
    assert isinstance(run, ir.Try)
    assert isinstance(run.body[0], ir.If)
    assert shown(run.body[0].condition) == "not <login>()"


def test_the_body_of_a_request_is_gathered() -> None:
    """Listeners of a request run in order, and are given what it brings."""
    program = lower(
        b"require('http').createServer((req, res) => { let body = '';\n"
        b"req.on('data', c => { body += c; }); req.on('end', () => { send(body); }); }).listen(80);\n"
    )
    handler = next(
        one.function
        for one in everything(program)
        if isinstance(one, ir.Define) and one.function.name.startswith("<handler")
    )
    named = [shown(one) for one in handler.body if isinstance(one, ir.Do) and isinstance(one.value, ir.Call)]
    assert named == ["<callback 2>(the handler's arguments())", "<callback 3>()"]


def test_a_promise_is_what_it_is_resolved_with() -> None:
    """What resolve is given reaches then; catch may run or not."""
    program = lower(b"import 'x';\nnew Promise((ok, no) => ok(to)).then(v => send(v)).catch(e => process.exit(1));\n")
    assert [shown(one) for one in calls(program, "<resolve 2>")] == ["<resolve 2>(to)"]
    assert "<promise 4> = <promise 1>" in lines(program)
    assert [shown(one) for one in calls(program, "<callback 5>")] == ["<callback 5>(<promise 4>)"]
    assert any(isinstance(one, ir.If) and shown(one.condition) == "<fails>()" for one in program.body)


@pytest.mark.parametrize(
    ("written", "call"),
    [
        ("cp.spawn('sendmail', ['-t', to])", "child_process.spawn({'sendmail', '-t', to})"),
        ("cp.execFile('sendmail', words, cb)", "child_process.execFile({'sendmail', words[]}, cb)"),
        ("cp.spawn('mail', [to], { shell: true })", "child_process.spawn shell('mail ' + to, {'shell': '1'})"),
        ("cp.execSync(`mail ${to}`, { input: m })", "child_process.execSync('mail ' + to, {'input': m})"),
    ],
)
def test_a_command_tells_whether_a_shell_reads_it(written: str, call: str) -> None:
    """The words of a command are one list, or one line where a shell reads them."""
    assert lines(lower(f"const cp = require('child_process');\n{written};\n".encode())) == [call]


@pytest.mark.parametrize(
    "source",
    [
        b"document.getElementById('f').onsubmit = () => fetch('/send.php', { method: 'POST', body: to });",
        b"$.post('/mail.cgi', data, function (req, res) { transport.sendMail({ to: req.body.to }); });",
        b"window.sendMail = function (to) { location.href = 'mailto:' + to; };",
    ],
)
def test_a_browsers_script_is_empty(source: bytes) -> None:
    """What runs in a page sends no mail by itself."""
    assert lower(source) == ir.Program(())


def test_a_switch_compares() -> None:
    """Cases that fall through share what follows."""
    (first,) = lower(b"import 'x';\nswitch (to) { case 'a': case 'b': f(); break; default: g(); }\n").body
    assert isinstance(first, ir.If)
    assert shown(first.condition) == "((to equal 'a') or (to equal 'b'))"
    assert [shown(one) for one in first.otherwise] == ["g()"]


@pytest.mark.parametrize(
    "deep", [b"(", b"[", b"f(", b"!", b"if(x){", b"f(()=>", b"`${", b"new Promise(r=>", b"a.then(x=>"]
)
def test_deep_nesting_is_cut(deep: bytes) -> None:
    """Nesting without end is something that was not understood, or is refused; it never exhausts the stack."""
    program = lower(b"import 'x'; x = " + deep * 120)
    assert isinstance(program, ir.Program)
    assert isinstance(lower(b"import 'x'; x = " + deep * 3000), ir.Program)


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_no_octets_raise(source: bytes) -> None:
    """Any octets are a program."""
    lower(b"import 'x';" + source)


_WORDS = b"function class => async await { } ( ) [ ] = , : ; . ... \n if else for of const x 'a' `${ } new Promise return case switch try catch req res then".split(
    b" "
)


@given(st.lists(st.sampled_from(_WORDS), max_size=40))
@settings(max_examples=150)
def test_no_words_of_the_language_raise(words: list[bytes]) -> None:
    """Any sequence of the language's own words is a program."""
    lower(b"import 'x';" + b" ".join(words))
