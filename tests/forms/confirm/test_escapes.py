"""A hostile script finds nothing to reach, to read, to change or to use up."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from threading import Timer

import pytest

from hiyari.forms.confirm.running import Job, Sandbox, SandboxClosed
from hiyari.forms.confirm.visit import Visit
from hiyari.forms.evidence import Proof
from hiyari.forms.language import Language
from tests.forms.confirm.conftest import Site


def test_no_way_to_the_hosts_network(anyones: Site) -> None:
    """A connection to a listener on the host's loopback never arrives there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        source = f"import socket\ntry:\n socket.create_connection(('127.0.0.1', {port}), 1)\n print('IN')\nexcept OSError as e:\n print(e)"
        ran = anyones.run(Language.PYTHON, source)
        listener.settimeout(0.05)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert ran.ended == "exit"
    assert b"IN" not in ran.out


def test_no_way_outside(anyones: Site) -> None:
    """The only interface is loopback, and a web server elsewhere does not answer."""
    source = "cat /proc/net/dev\nexec 3<>/dev/tcp/198.51.100.7/80 && echo IN"
    ran = anyones.run(Language.SHELL, f"#!/bin/bash\n{source}")
    assert b"IN" not in ran.out
    assert ran.out.count(b":") == 1


def test_the_hosts_files_are_not_there(anyones: Site) -> None:
    """Neither the password hashes nor home folders nor another site nor the test's own secret can be read."""
    secret = anyones.root.parent / "secret"
    secret.write_text("SECRET")
    secret.chmod(0o644)
    (anyones.root / "link").symlink_to("/etc/shadow")
    (anyones.root / "outside").symlink_to(secret)
    source = f"for p in /etc/shadow /etc/gshadow {secret} link outside ../secret; do cat $p; done; ls /root /home /var/lib /run /sys /boot"
    ran = anyones.run(Language.SHELL, source)
    assert ran.out == b""
    assert ran.err.count(b"No such file") == 12


def test_nothing_can_be_written_but_what_goes_away(anyones: Site) -> None:
    """/usr, /etc, /dev, / and the site's own files are read-only; what is written to copies and /tmp is not on the host."""
    source = f"for p in /site /usr/bin /usr/lib /etc /dev / /hiyari/inside /proc/sys/kernel; do touch $p/hiyari-left && echo wrote $p; done; for p in /tmp {anyones.root}; do touch $p/hiyari-left && echo ok; done; echo x >script"
    ran = anyones.run(Language.SHELL, source)
    assert ran.out == b"ok\nok\n"
    assert not Path("/tmp/hiyari-left").exists()  # noqa: S108
    assert os.listdir(anyones.root) == ["script"]  # noqa: PTH208
    assert (anyones.root / "script").read_text() == source


def test_it_is_nobody_without_powers(anyones: Site) -> None:
    """The script has no capability, gains none, and holds no open file of the host."""
    ran = anyones.run(
        Language.SHELL,
        "id -u; grep -E 'CapEff|CapPrm|CapAmb|NoNewPrivs|Seccomp:' /proc/self/status; ls -l /proc/self/fd | grep -v proc",
    )
    lines = ran.out.decode().split("\n")
    assert lines[0] == "65534"
    assert [line.split()[1] for line in lines[1:6]] == ["0" * 16, "0" * 16, "0" * 16, "1", "2"]
    assert [line.split()[-1].split(":")[0] for line in lines[7:-1]] == ["pipe"] * 3


def test_setuid_programs_give_nothing(anyones: Site) -> None:
    """A program that is setuid on the host runs as nobody."""
    ran = anyones.run(Language.SHELL, "su -c id root </dev/null; mount -t tmpfs none /tmp; passwd -S root; echo done")
    assert b"uid=0" not in ran.out
    assert ran.out.endswith(b"done\n")


FORGES = """
import os, glob
answer = '{"ended":"exit","status":0,"out":"Rk9SR0VE","err":""}\\n'
for process in glob.glob('/proc/[0-9]*'):
    number = process.rsplit('/', 1)[-1]
    if int(number) == os.getpid():
        continue
    print('process', number)
    for name in (*(f'fd/{at}' for at in range(64)), *(f'task/{number}/fd/{at}' for at in range(64)), 'mem', 'environ', 'maps'):
        for mode in ('r', 'w', 'r+'):
            try:
                with open(f'{process}/{name}', mode) as opened:
                    opened.read(1) if mode == 'r' else opened.write(answer)
                print('OPENED', name, mode)
            except OSError as problem:
                if problem.errno not in (1, 2, 13):
                    print('OPENED', name, mode, problem)
    for name in ('fd', 'fdinfo', 'map_files', 'cwd', 'root', 'exe'):
        try:
            print('LISTED', name, os.listdir(f'{process}/{name}') if name != 'exe' else os.readlink(f'{process}/{name}'))
        except OSError:
            pass
"""


def test_no_answer_can_be_forged(anyones: Site) -> None:
    """Every file that the supervisor holds, and its memory, is closed to a script that would answer in its name."""
    ran = anyones.run(Language.PYTHON, FORGES)
    assert (ran.ended, ran.err) == ("exit", b"")
    assert ran.out == b"process 1\n"


def test_the_hosts_processes_cannot_be_seen(anyones: Site) -> None:
    """/proc holds the supervisor, the script and what it calls, and nothing else."""
    ran = anyones.run(Language.SHELL, "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done; :")
    told = [line.split(b" ")[0] for line in ran.out.splitlines()]
    assert told[0] == b"/usr/bin/python3"
    assert len(told) <= 3


def test_the_supervisor_cannot_be_ended(anyones: Site) -> None:
    """No signal and no limit that a script sets ends or stops what watches it."""
    source = "import os, resource, signal\nfor s in range(1, 65):\n for t in (1, -1):\n  try: signal.signal(s, signal.SIG_IGN)\n  except (OSError, ValueError): pass\n  try: os.kill(t, s)\n  except OSError: pass\nfor r in range(16):\n try:\n  resource.prlimit(1, r, (0, 0)); print('LIMITED', r)\n except OSError: pass\nprint('alive')"
    ran = anyones.run(Language.PYTHON, source)
    assert (ran.ended, ran.out) == ("exit", b"alive\n")


def test_no_socket_of_the_host_in_the_web_root(anyones: Site) -> None:
    """A Unix socket that lies in the web root cannot be connected to."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(anyones.root / "db.sock"))
        (anyones.root / "db.sock").chmod(0o777)
        listener.listen()
        source = "import socket\ntry:\n socket.socket(socket.AF_UNIX).connect('db.sock')\n print('IN')\nexcept OSError as e:\n print(e.strerror)"
        ran = anyones.run(Language.PYTHON, source)
    assert ran.out == b"Operation not permitted\n"


def test_no_datagram_to_the_host(anyones: Site) -> None:
    """Nor can one end of a pair of datagram sockets be sent to a socket in the web root."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(anyones.root / "log.sock"))
        (anyones.root / "log.sock").chmod(0o777)
        source = "import socket\ntry:\n socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'IN', 'log.sock')\nexcept OSError as e:\n print(e.strerror)\nprint(*map(bool, socket.socketpair()))"
        ran = anyones.run(Language.PYTHON, source)
        listener.settimeout(0.05)
        with pytest.raises(TimeoutError):
            listener.recv(9)
    assert ran.out == b"Operation not permitted\nTrue True\n"


def test_no_socket_but_the_internets(anyones: Site) -> None:
    """Of all address families (vsock, which no network namespace holds, Bluetooth, ...) three are open, netlink for routes."""
    source = (
        "import socket\nfor family in range(64):\n for kind in (1, 2, 3, 5):\n  for protocol in (0, 4, 9, 12, 15, 16):\n   try:\n"
        "    socket.socket(family, kind, protocol)\n   except OSError as e:\n    if e.errno == 1 or family in (2, 10): continue\n"
        "   print(family, kind, protocol, protocol if family == 16 else '')\nprint(len(socket.getaddrinfo('localhost', 25)) > 0)"
    )
    ran = anyones.run(Language.PYTHON, source)
    families = {line.split()[0] for line in ran.out.splitlines()[:-1]}
    assert families | {b"10"} == {b"2", b"10", b"16"}  # not every kernel has IPv6
    assert {line.split()[2] for line in ran.out.splitlines()[:-1] if line.startswith(b"16 ")} == {b"0"}
    assert ran.out.endswith(b"True\n")


def test_no_memory_that_belongs_to_no_process(anyones: Site) -> None:
    """Neither memfd nor System V's shared memory, semaphores and messages are to be had."""
    source = (
        "import ctypes, errno, os\nc = ctypes.CDLL(None, use_errno=True)\ntry: os.memfd_create('a')\nexcept OSError as e: print(e.errno)\n"
        "for call in ((c.shmget, 0, 1 << 20, 0o1600), (c.semget, 0, 1, 0o1600), (c.msgget, 0, 0o1600)):\n print(call[0](*call[1:]), ctypes.get_errno())"
    )
    assert anyones.run(Language.PYTHON, source).out == b"1\n-1 1\n-1 1\n-1 1\n"


def test_no_namespaces_and_no_tracing(anyones: Site) -> None:
    """Neither a further user namespace nor ptrace is to be had."""
    source = "import ctypes\nc=ctypes.CDLL(None, use_errno=True)\nfor call in ((c.unshare, 0x10000000), (c.ptrace, 16, 2, 0, 0)):\n print(call[0](*call[1:]), ctypes.get_errno())"
    assert anyones.run(Language.PYTHON, source).out == b"-1 1\n-1 1\n"


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("while :; do sleep 60 & done", "processes"),
        ("while :; do :; done", "time"),
        ("trap '' TERM INT HUP; sleep 100 & sleep 100", "time"),
        ("cat /dev/zero", "output"),
        ("cat /dev/zero >&2", "output"),
        ("i=0; while :; do i=$((i+1)); : >/tmp/$i; done", "files"),
        ("i=0; while :; do i=$((i+1)); : >/spool/$i; done", "files"),
    ],
    ids=["processes", "endless loop", "sleepers", "output", "errors", "files", "full spool"],
)  # fmt: skip
def test_it_is_stopped(site: Site, source: str, ended: str) -> None:
    """What would use up the machine is stopped at its bound, and the bound is named."""
    ran = site.run(Language.SHELL, source, seconds=1 if ended == "time" else 5)
    assert ran.ended == ended
    assert len(ran.out) <= 524_288


def test_a_fork_bomb_is_stopped(anyones: Site) -> None:
    """Processes that do nothing but become more are stopped as such, whether the kernel's bound is met first or not."""
    source = "import os\nwhile True:\n try: os.fork()\n except OSError: pass"
    assert anyones.run(Language.PYTHON, source).ended == "processes"


def test_a_full_disk(site: Site) -> None:
    """What a script writes ends at the size of the sandbox's /tmp, and one file before that."""
    source = "for n in 1 2 3 4 5; do cat /dev/zero >/tmp/$n; stat -c %s /tmp/$n; done; cat /tmp/? | wc -c"
    ran = site.run(Language.SHELL, source)
    sizes = [int(line) for line in ran.out.split()]
    assert sizes[:3] == [8 << 20] * 3
    assert 31 << 20 < sizes[-1] == sum(sizes[:-1]) <= 32 << 20
    assert ran.err.count(b"No space left") >= 1
    assert ran.ended == "exit"


def test_a_full_copy(site: Site) -> None:
    """What a script writes beside itself ends at the size of the copy, and the next visit finds the folder as it is."""
    (site.root / "kept.txt").write_text("mine")
    source = "for n in 1 2 3 4 5 6 7; do cat /dev/zero >$n; done; rm kept.txt; cat ? | wc -c; ls"
    first, second = site.run_twice(Language.SHELL, source)
    for ran in (first, second):
        written, *names = ran.out.decode().split()
        assert 40 << 20 < int(written) <= 48 << 20
        assert ran.ended == "exit"
        assert "kept.txt" not in names
    assert sorted(os.listdir(site.root)) == ["kept.txt", "script"]  # noqa: PTH208
    assert (site.root / "kept.txt").read_text() == "mine"


def test_too_many_files_in_the_copy(site: Site) -> None:
    """A script that fills its folder with files, or with folders in folders, is stopped, and the folder is as before."""
    for source in (
        "i=0; while :; do i=$((i+1)); : >$i; done",
        "import os\nwhile True:\n os.mkdir('a' * 200)\n os.chdir('a' * 200)",
    ):
        language = Language.PYTHON if "import" in source else Language.SHELL
        for ran in site.run_twice(language, source, seconds=9):
            assert ran.ended == "files"
        assert os.listdir(site.root) == ["script"]  # noqa: PTH208


def test_links_in_the_copy_lead_nowhere_else(anyones: Site) -> None:
    """Links of the site's folder to files of the host lead to nothing, and what is written through them is not there."""
    outside = anyones.root.parent / "outside"
    outside.mkdir(mode=0o777)
    outside.chmod(0o777)
    (outside / "file").write_text("mine")
    (outside / "file").chmod(0o666)
    (anyones.root / "up").symlink_to("../outside")
    (anyones.root / "absolute").symlink_to(outside / "file")
    (anyones.root / "loop").symlink_to("loop")
    (anyones.root / "system").symlink_to("/usr/bin")
    source = "for p in up/file absolute loop system/new up/new; do echo x >$p && echo IN $p; cat $p; done; ls -d up absolute loop | wc -l"
    ran = anyones.run(Language.SHELL, source)
    assert ran.out.split() == [b"3"]
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("file", "mine")]


def test_the_original_cannot_be_written(anyones: Site) -> None:
    """The original from which the copy is made is read-only, also by a hard link, a rename or another mount."""
    kept = anyones.write("kept.txt", "mine")
    kept.chmod(0o666)
    source = "echo x >/site/kept.txt; ln /site/kept.txt here; mv /site/kept.txt here; chmod 0 /site/kept.txt; rm /site/script; mount -o remount,rw /site; echo end"
    ran = anyones.run(Language.SHELL, source)
    assert ran.out == b"end\n"
    assert kept.read_text() == "mine"
    assert kept.stat().st_mode & 0o777 == 0o666


def test_an_upload_that_fills_the_disk(site: Site) -> None:
    """A script that keeps each upload a thousand times ends at the size of the copy."""
    visit = Visit(
        method="POST", values=((b"u", b"a.bin"), (b"u\0type", b"x/y"), (b"u\0content", bytes(1 << 19))), multipart=True
    )
    source = (
        "<?php for ($n = 0; $n < 1000; $n++) if (!@copy($_FILES['u']['tmp_name'], \"kept$n\")) exit(\"ended at $n\");"
    )
    ran = site.run(Language.PHP, source, visit=visit)
    assert b"ended at 9" in ran.out
    assert os.listdir(site.root) == ["script"]  # noqa: PTH208


TLS_CLIENTS = """
import socket, ssl, time
context = ssl._create_unverified_context()
held = []
for at in range(200):
    try:
        s = socket.create_connection(('192.0.2.7', (465, 587)[at % 2]), 1)
        if at % 3 == 0: s.sendall(b'\\x16\\x03\\x01\\x40\\x00' + bytes(5000))
        elif at % 3 == 1: s.sendall(b'EHLO a\\r\\nSTARTTLS\\r\\n' + b'\\x16\\x03\\x01' * 999)
        else: s.settimeout(0.3); context.wrap_socket(s, server_hostname='n%d.example.net' % at)
    except OSError: pass
    held.append(s)
while True: time.sleep(1)
"""


def test_tls_clients_that_never_end(site: Site) -> None:
    """Clients that begin TLS, with rubbish or many names, and never end it, are stopped at the script's time."""
    began = time.monotonic()
    ran = site.run(Language.PYTHON, TLS_CLIENTS, seconds=3)
    assert ran.ended == "time"
    assert time.monotonic() - began < 30


def test_redirects_in_a_loop(site: Site) -> None:
    """Scripts that redirect to one another, or to themselves with ever more cookies, end after a bounded number of requests."""
    site.write(
        "a.php", "<?php header('Location: form.php?n=' . rand()); setcookie('c' . rand(), str_repeat('x', 900));"
    )
    source = "<?php header('Location: ' . (rand(0, 1) ? 'a.php' : 'form.php')); for ($n = 0; $n < 20; $n++) setcookie('c' . rand(), str_repeat('y', 900)); if (0) mail('a@example.jp', 'x', 'y');"
    confirmation = site.confirm(Language.PHP, source, "form.php", runs=60)
    assert confirmation.proof is Proof.SILENT
    assert confirmation.runs < 70


def test_a_form_that_grows(site: Site) -> None:
    """A form that answers with ever more fields, each larger than before, ends within its runs."""
    source = (
        "<?php if (0) mail('a@example.jp', 'x', 'y'); echo '<form method=post>';"
        "foreach ($_POST + ['a' => 'b'] as $k => $v) { $v = htmlspecialchars(is_array($v) ? 'x' : $v . $v); echo \"<input type=hidden name=$k value='$v'>\"; }"
        "for ($n = 0; $n < 9000; $n++) echo '<input type=hidden name=f' . rand() . ' value=' . str_repeat('z', 99) . '>';"
    )
    confirmation = site.confirm(Language.PHP, source, "form.php", runs=40)
    assert confirmation.proof is Proof.SILENT
    assert confirmation.runs < 50


def test_memory_is_bounded(site: Site) -> None:
    """A script that takes all memory fails, alone or as a crowd."""
    alone = site.run(Language.PYTHON, "x = b'x' * (4 << 30)")
    assert b"MemoryError" in alone.err
    crowd = "import os\nfor n in range(8):\n if not os.fork():\n  x = bytearray(b'x' * (500 << 20))\n  import time; time.sleep(60)\nimport time; time.sleep(60)"
    assert site.run(Language.PYTHON, crowd, seconds=8).ended == "memory"


def test_shared_memory_is_bounded(site: Site) -> None:
    """Shared pages that processes have let go of, and that no process's size holds any more, count all the same."""
    source = (
        "import mmap, os, time\nfor n in range(3):\n if not os.fork():\n  m = mmap.mmap(-1, 400 << 20)\n"
        "  for at in range(0, 400 << 20, 8 << 20):\n   m[at:at + (8 << 20)] = bytes(8 << 20)\n   m.madvise(mmap.MADV_DONTNEED, at, 8 << 20)\n"
        "  time.sleep(60)\ntime.sleep(60)"
    )
    assert site.run(Language.PYTHON, source, seconds=8).ended == "memory"


def test_a_huge_mail_is_cut(site: Site) -> None:
    """Of a mail of a gigabyte, the recorder keeps its beginning."""
    ran = site.run(
        Language.SHELL,
        "(echo 'To: a@example.jp'; echo; head -c 1073741824 /dev/zero) | /usr/sbin/sendmail -t",
        seconds=8,
    )
    assert [len(call.data) for call in ran.calls] == [262_144]


def test_an_ended_sandbox_is_told(site: Site) -> None:
    """Where the sandbox is ended from outside, everything in it has ended too, and the caller is told."""
    script = site.write("script", "setsid sleep 4217 & sleep 4217")
    with Sandbox(bwrap="bwrap", root=str(site.root), script=str(script)) as sandbox:
        sandbox.wait()
        Timer(0.3, sandbox._process.kill).start()
        job = Job(
            argv=("/bin/sh", str(script)), environment={}, folder="/", body=b"", seconds=9, address_space=1 << 30, fresh=True
        )  # fmt: skip
        with pytest.raises(SandboxClosed):
            sandbox.run(job)
    while [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"sleep\x004217" in _octets(path)]:
        time.sleep(0.01)  # for ever, where something is left


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""


def test_forged_recordings_are_read_safely(site: Site) -> None:
    """Links, pipes, folders and rubbish in the spool give no record and stop nothing."""
    source = (
        "mkdir /spool/a /spool/b /spool/c /spool/d; ln -s /etc/passwd /spool/a/argv; mkfifo /spool/b/argv; mkdir /spool/c/argv;"
        r" printf '\377\0x' >/spool/d/argv; ln -s /hiyari /spool/e; mkdir -p /spool/f/g/h/i; chmod 0 /spool/f"
    )
    ran = site.run(Language.SHELL, source)
    assert [call.argv for call in ran.calls] == [(b"\xff", b"x")]
    assert ran.ended == "exit"
