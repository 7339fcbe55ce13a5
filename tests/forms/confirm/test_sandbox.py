"""Bubblewrap's arguments, the system call filter, and who runs what."""

from __future__ import annotations

import struct

import pytest

from hiyari.forms.confirm.filter import ALLOW, KNOWN, REFUSE, UNKNOWN, program
from hiyari.forms.confirm.hosting import available
from hiyari.forms.confirm.interpreters import Interpreter, Missing, interpreter
from hiyari.forms.confirm.running import Sandbox, SandboxClosed
from hiyari.forms.confirm.sandbox import Data, Host, Shown, acceptable, arguments
from hiyari.forms.confirm.visit import Visit, answered, body, environment, page_of
from hiyari.forms.language import Language
from hiyari.model.text import Remote

HOST = Host(
    folders=("/usr/bin", "/usr/lib/python3"), links=(("usr/bin", "/bin"), ("/hiyari/stub", "/etc/alternatives/mail"))
)
ARGUMENTS = arguments(
    bwrap="/usr/bin/bwrap", host=HOST, data=(Data(descriptor=7, path="/etc/passwd"),),
    shown=(Shown(source="/var/www/a", path="/var/www/a"), Shown(source="/srv/lib", path="/srv/site/lib")), command=("run",), filter_at=9
)  # fmt: skip


def pairs(option: str) -> list[tuple[str, str]]:
    """What an option with two values is given."""
    return [(ARGUMENTS[at + 1], ARGUMENTS[at + 2]) for at, word in enumerate(ARGUMENTS) if word == option]


def test_everything_of_the_host_is_read_only() -> None:
    """All but four devices are bound read-only, and nothing but the named folders is bound."""
    assert pairs("--ro-bind") == [
        ("/usr/bin", "/usr/bin"),
        ("/usr/lib/python3", "/usr/lib/python3"),
        ("/var/www/a", "/var/www/a"),
        ("/srv/lib", "/srv/site/lib"),
    ]
    assert "--bind" not in ARGUMENTS
    assert {source for source, _ in pairs("--dev-bind")} == {"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"}
    assert [ARGUMENTS[at + 1] for at, word in enumerate(ARGUMENTS) if word == "--remount-ro"] == ["/dev", "/usr", "/"]


def test_everything_is_unshared() -> None:
    """Every namespace is its own, the environment empty, and the sandbox dies with its parent."""
    assert {"--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv", "--as-pid-1"} <= set(
        ARGUMENTS
    )
    assert "--share-net" not in ARGUMENTS
    assert ARGUMENTS[ARGUMENTS.index("--uid") + 1] == "65534"
    assert ARGUMENTS[-2:] == ("--", "run")


def test_sendmail_is_the_stub_everywhere() -> None:
    """Every place where a script looks for a mail program leads to the recorder."""
    stubs = {path for target, path in pairs("--symlink") if target == "/hiyari/stub"}
    assert {
        "/usr/sbin/sendmail",
        "/usr/lib/sendmail",
        "/hiyari/bin/mail",
        "/var/qmail/bin/qmail-inject",
        "/m/a",
    } <= stubs
    paths = [path for _, path in pairs("--symlink")]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    ("root", "fine"),
    [
        ("/var/www", True),
        ("/home/a/public_html", True),
        ("/usr/lib/cgi-bin", True),
        ("/", False),
        ("/etc/x", False),
        ("/home", False),
        ("/var/", False),
        ("www", False),
    ],
)
def test_which_roots_are_shown(root: str, fine: bool) -> None:
    """A web root within or above the system's folders is not shown."""
    assert acceptable(root) is fine


def decide(
    number: int,
    argument: int = 0,
    machine: str = "x86_64",
    architecture: int | None = None,
    more: tuple[int, int] = (0, 0),
) -> int:
    """Run the filter as the kernel would; ``more`` are the second and the third argument."""
    code = program(machine)
    assert code is not None
    data = struct.pack("<iIQ6Q", number, architecture or KNOWN[machine].architecture, 0, argument, *more, 0, 0, 0)
    value = at = 0
    while True:
        operation, yes, no, operand = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        match operation:
            case 0x20:
                (value,) = struct.unpack_from("<I", data, operand)
            case 0x15:
                at += yes if value == operand else no
            case 0x35:
                at += yes if value >= operand else no
            case 0x45:
                at += yes if value & operand else no
            case 0x54:
                value &= operand
            case 0x06:
                return int(operand)


@pytest.mark.parametrize("machine", sorted(KNOWN))
def test_the_filter(machine: str) -> None:
    """Namespaces, tracing, memory of no process and other ABIs are refused; plain processes are not."""
    calls = KNOWN[machine]
    assert decide(calls.clone, 0x10000000, machine) == REFUSE
    assert decide(calls.clone, 0x01200011, machine) == ALLOW
    assert decide(calls.clone3, 0, machine) == UNKNOWN
    assert {decide(number, 0, machine) for number in (*calls.refused, *calls.memory)} == {REFUSE}
    assert (decide(calls.prlimit, 0, machine), decide(calls.prlimit, 1, machine)) == (ALLOW, REFUSE)
    assert decide(0x40000000 + calls.socket, 2, machine) == REFUSE
    assert decide(calls.socket, 2, machine, architecture=0x40000003) == REFUSE
    assert decide(60, 0, machine) == ALLOW


@pytest.mark.parametrize("machine", sorted(KNOWN))
def test_the_filter_for_sockets(machine: str) -> None:
    """Of all address families the internet's are open, netlink for the routing table alone, and pairs of streams."""
    calls = KNOWN[machine]
    assert {family for family in range(1000) if decide(calls.socket, family, machine) == ALLOW} == {2, 10, 16}
    assert {one for one in range(40) if decide(calls.socket, 16, machine, more=(3, one)) == ALLOW} == {0}
    assert decide(calls.socket, 2, machine, more=(1, 6)) == ALLOW
    assert decide(calls.socket, 2 + (1 << 32), machine) == ALLOW  # as the kernel, which takes an int
    kinds = {kind for kind in range(16) if decide(calls.socketpair, 1, machine, more=(kind | 0o2004000, 0)) == ALLOW}
    assert kinds == {1}


def test_an_unknown_machine_has_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the numbers of system calls are not known, no filter is made up, and nothing is run."""
    assert program("riscv64") is None
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    available.cache_clear()
    why = available()
    monkeypatch.undo()
    available.cache_clear()
    assert why is not None
    assert why.params["machine"] == Remote("riscv64")
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(SandboxClosed):
        Sandbox(bwrap="bwrap", root="/var/www", script="/var/www/a")


def test_which_program_runs_a_script() -> None:
    """The newest PHP by its real name, Perl with the taint mode that its first line asks for, the shell that it names."""
    programs = [f"/usr/bin/{name}" for name in ("php-cgi7.4", "php-cgi8.10", "php-cgi8.2", "perl", "bash", "dash")]
    php = interpreter(Language.PHP, b"", programs)
    assert isinstance(php, Interpreter)
    assert php.argv[0] == "/usr/bin/php-cgi8.10"
    assert interpreter(Language.PERL, b"#!/usr/local/bin/perl -wT\n", programs) == interpreter(
        Language.PERL, b"#! /usr/bin/perl -T", programs
    )
    shell = interpreter(Language.SHELL, b"#!/usr/bin/env bash\n", programs)
    assert isinstance(shell, Interpreter)
    assert shell.argv == ("/usr/bin/bash",)
    assert interpreter(Language.RUBY, b"", programs) == Missing(package="ruby")
    assert interpreter(Language.PHP, b"", []) == Missing(package="php-cgi")


def test_a_visit_is_plain_cgi() -> None:
    """The variables of RFC 3875 say what a browser's visit would have them say."""
    page = page_of("/var/www/cgi-bin/form.cgi", "/var/www", None)
    visit = Visit(method="POST", values=((b"a b", b"1&2=3;\r\n"), (b"\x82\xa0", b"+")), cookies={"s": "1"})
    variables = environment(page, visit)
    assert body(visit) == b"a+b=1%262%3D3%3B%0D%0A&%82%A0=%2B"
    assert variables["CONTENT_LENGTH"] == "33"
    assert variables["HTTP_COOKIE"] == "s=1"
    assert variables["HTTP_REFERER"] == "https://www.hiyari.invalid/cgi-bin/form.cgi"
    assert environment(page, Visit(method="GET", values=((b"a", b"b"),)))["QUERY_STRING"] == "a=b"
    assert "HTTP_REFERER" not in environment(page, Visit(method="GET", referer=False))


def test_an_answer_has_cookies() -> None:
    """Cookies are taken from the header section alone."""
    answer = answered(b"Status: 200\r\nSet-Cookie: s=abc; path=/\r\n\r\n<p>Set-Cookie: t=1</p>\n\nmore")
    assert (dict(answer.cookies), answer.page) == ({"s": "abc"}, b"<p>Set-Cookie: t=1</p>\n\nmore")
    assert answered(b"no header").page == b"no header"
