"""A hostile script finds nothing to reach, to read, to change or to use up."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from hiyari.forms.confirm.running import SandboxClosed
from hiyari.forms.language import Language
from tests.forms.confirm.conftest import Site


def test_no_way_to_the_hosts_network(site: Site) -> None:
    """A connection to a listener on the host's loopback never arrives there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        source = f"import socket\ntry:\n socket.create_connection(('127.0.0.1', {port}), 1)\n print('IN')\nexcept OSError as e:\n print(e)"
        ran = site.run(Language.PYTHON, source)
        listener.settimeout(0.05)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert ran.ended == "exit"
    assert b"IN" not in ran.out


def test_no_way_outside(site: Site) -> None:
    """The only interface is loopback, and a web server elsewhere does not answer."""
    source = "cat /proc/net/dev\nexec 3<>/dev/tcp/198.51.100.7/80 && echo IN"
    ran = site.run(Language.SHELL, f"#!/bin/bash\n{source}")
    assert b"IN" not in ran.out
    assert ran.out.count(b":") == 1


def test_the_hosts_files_are_not_there(site: Site) -> None:
    """Neither the password hashes nor home folders nor another site nor the test's own secret can be read."""
    secret = site.root.parent / "secret"
    secret.write_text("SECRET")
    secret.chmod(0o644)
    (site.root / "link").symlink_to("/etc/shadow")
    (site.root / "outside").symlink_to(secret)
    source = f"for p in /etc/shadow /etc/gshadow {secret} link outside ../secret; do cat $p; done; ls /root /home /var/lib /run /sys /boot"
    ran = site.run(Language.SHELL, source)
    assert ran.out == b""
    assert ran.err.count(b"No such file") == 12


def test_nothing_can_be_written_but_what_goes_away(site: Site) -> None:
    """The web root, /usr, /etc, /dev and / are read-only, and what is written to /tmp is not on the host."""
    source = f"for p in {site.root} /usr/bin /usr/lib /etc /dev / /hiyari/inside /proc/sys/kernel; do touch $p/hiyari-left && echo wrote $p; done; touch /tmp/hiyari-left && echo ok"
    ran = site.run(Language.SHELL, source)
    assert ran.out == b"ok\n"
    assert not Path("/tmp/hiyari-left").exists()  # noqa: S108
    assert os.listdir(site.root) == ["script"]  # noqa: PTH208


def test_it_is_nobody_without_powers(site: Site) -> None:
    """The script has no capability, gains none, and holds no open file of the host."""
    ran = site.run(
        Language.SHELL,
        "id -u; grep -E 'CapEff|CapPrm|CapAmb|NoNewPrivs|Seccomp:' /proc/self/status; ls -l /proc/self/fd | grep -v proc",
    )
    lines = ran.out.decode().split("\n")
    assert lines[0] == "65534"
    assert [line.split()[1] for line in lines[1:6]] == ["0" * 16, "0" * 16, "0" * 16, "1", "2"]
    assert [line.split()[-1].split(":")[0] for line in lines[7:-1]] == ["pipe"] * 3


def test_setuid_programs_give_nothing(site: Site) -> None:
    """A program that is setuid on the host runs as nobody."""
    ran = site.run(Language.SHELL, "su -c id root </dev/null; mount -t tmpfs none /tmp; passwd -S root; echo done")
    assert b"uid=0" not in ran.out
    assert ran.out.endswith(b"done\n")


def test_the_hosts_processes_cannot_be_seen(site: Site) -> None:
    """/proc holds the sandbox's own few processes, and the supervisor's memory and files are closed to the script."""
    source = "ls -d /proc/[0-9]* | wc -l; cat /proc/1/environ | wc -c; for p in 1 2; do ls /proc/$p/fd; cat /proc/$p/mem; done; kill -9 1; echo alive"
    ran = site.run(Language.SHELL, source)
    lines = ran.out.split(b"\n")
    assert int(lines[0]) <= 6
    assert lines[-2] == b"alive"
    assert b"Permission denied" in ran.err


def test_no_socket_of_the_host_in_the_web_root(site: Site) -> None:
    """A Unix socket that lies in the web root cannot be connected to."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(site.root / "db.sock"))
        (site.root / "db.sock").chmod(0o777)
        listener.listen()
        source = "import socket\ntry:\n socket.socket(socket.AF_UNIX).connect('db.sock')\n print('IN')\nexcept OSError as e:\n print(e.strerror)"
        ran = site.run(Language.PYTHON, source)
    assert ran.out == b"Operation not permitted\n"


def test_no_namespaces_and_no_tracing(site: Site) -> None:
    """Neither a further user namespace nor ptrace is to be had."""
    source = "import ctypes\nc=ctypes.CDLL(None, use_errno=True)\nfor call in ((c.unshare, 0x10000000), (c.ptrace, 16, 2, 0, 0)):\n print(call[0](*call[1:]), ctypes.get_errno())"
    assert site.run(Language.PYTHON, source).out == b"-1 1\n-1 1\n"


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("f() { f | f & }; f; sleep 60", {"processes", "time", "exit"}),
        ("while :; do :; done", {"time"}),
        ("trap '' TERM INT HUP; sleep 100 & sleep 100", {"time"}),
        ("cat /dev/zero", {"output"}),
        ("cat /dev/zero >&2", {"output"}),
        ("i=0; while :; do i=$((i+1)); : >/tmp/$i; done", {"files"}),
        ("dd if=/dev/zero of=/tmp/a; dd if=/dev/zero of=/tmp/b; dd if=/dev/zero of=/tmp/c; dd if=/dev/zero of=/tmp/d; cat /dev/zero >/tmp/e", {"exit"}),
        ("i=0; while :; do i=$((i+1)); : >/spool/$i; done", {"files"}),
    ],
    ids=["fork bomb", "endless loop", "sleepers", "output", "errors", "files", "full disk", "full spool"],
)  # fmt: skip
def test_it_is_stopped(site: Site, source: str, ended: set[str]) -> None:
    """What would use up the machine is stopped at its bound, and the bound is named."""
    ran = site.run(Language.SHELL, source, seconds=2)
    assert ran.ended in ended
    assert len(ran.out) <= 524_288


def test_memory_is_bounded(site: Site) -> None:
    """A script that takes all memory fails, alone or as a crowd."""
    alone = site.run(Language.PYTHON, "x = b'x' * (4 << 30)")
    assert b"MemoryError" in alone.err
    crowd = "import os\nfor n in range(8):\n if not os.fork():\n  x = bytearray(b'x' * (500 << 20))\n  import time; time.sleep(60)\nimport time; time.sleep(60)"
    assert site.run(Language.PYTHON, crowd, seconds=8).ended == "memory"


def test_a_huge_mail_is_cut(site: Site) -> None:
    """Of a mail of a gigabyte, the recorder keeps its beginning."""
    ran = site.run(
        Language.SHELL,
        "(echo 'To: a@example.jp'; echo; head -c 1073741824 /dev/zero) | /usr/sbin/sendmail -t",
        seconds=8,
    )
    assert [len(call.data) for call in ran.calls] == [262_144]


def test_an_ended_supervisor_ends_the_sandbox(site: Site) -> None:
    """A script that kills everything it can reach ends the sandbox, and the parent says so."""
    with pytest.raises(SandboxClosed):
        site.run(Language.SHELL, "kill -9 -1; kill -9 2; sleep 5", seconds=3)


def test_forged_recordings_are_read_safely(site: Site) -> None:
    """Links, pipes, folders and rubbish in the spool give no record and stop nothing."""
    source = (
        "mkdir /spool/a /spool/b /spool/c /spool/d; ln -s /etc/passwd /spool/a/argv; mkfifo /spool/b/argv; mkdir /spool/c/argv;"
        r" printf '\377\0x' >/spool/d/argv; ln -s /hiyari /spool/e; mkdir -p /spool/f/g/h/i; chmod 0 /spool/f"
    )
    ran = site.run(Language.SHELL, source)
    assert [call.argv for call in ran.calls] == [(b"\xff", b"x")]
    assert ran.ended == "exit"
