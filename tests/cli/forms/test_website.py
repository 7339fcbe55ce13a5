"""The whole way on a real Apache: a form that mails for anybody is removed, is gone, and comes back."""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.cli.forms.yard import Said, Yard, visits

FORM = "/cgi-bin/old/contact.cgi"
VICTIM = "victim@example.net"
WWW = 33
"""www-data's, on every Debian."""
_CONF = """\
ServerRoot {folder}
DefaultRuntimeDir {folder}/run
PidFile {folder}/run/apache.pid
Listen 127.0.0.1:{port}
ServerName www.example.jp
{user}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule cgid_module /usr/lib/apache2/modules/mod_cgid.so
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
ScriptSock {folder}/run/cgid.sock
ErrorLog {folder}/run/error.log
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
CustomLog {folder}/access.log combined
DocumentRoot {folder}/www
ScriptAlias /cgi-bin/ {folder}/cgi-bin/
<Directory {folder}>
    Require all granted
</Directory>
IncludeOptional {folder}/gone.conf
"""
_RECORDER = """\
#!/bin/sh
exec cat > "$(mktemp {folder}/mail/XXXXXX)"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A web host whose sendmail keeps what it is given."""

    folder: Path
    port: int
    server: subprocess.Popen[bytes]

    @property
    def form(self) -> Path:
        """Where the form lies."""
        return self.folder / FORM.lstrip("/")

    @property
    def mails(self) -> int:
        """How often sendmail was given mail for the stranger."""
        return sum(f"To: {VICTIM}\n" in one.read_text() for one in (self.folder / "mail").iterdir())

    def attack(self) -> int:
        """Have the form mail to a stranger; gives the answer's status."""
        body = urlencode({"to": VICTIM, "subject": "Prize", "text": "Click here"})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", FORM, body, {"Content-Type": "application/x-www-form-urlencoded"})
        status = connection.getresponse().status
        connection.close()
        return status

    def reload(self, rules: str, until: int) -> None:
        """Put rules into the configuration, and wait until the server answers a visitor as it is to."""
        (self.folder / "gone.conf").write_text(rules)
        self.server.send_signal(signal.SIGUSR1)
        for _ in range(200):
            if self._visited() == until:
                return
            time.sleep(0.05)
        pytest.fail((self.folder / "run" / "error.log").read_text())

    def _visited(self) -> int | None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            connection.request("HEAD", FORM)
            status = connection.getresponse().status
            connection.close()
        except OSError:
            return None  # The old generation has closed the connection.
        return status


def _needed(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def _serving(folder: Path) -> Iterator[Host]:
    apache = _needed("apache2")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    name = pwd.getpwuid(WWW).pw_name
    user = f"User {name}\nGroup {name}" if os.geteuid() == 0 else ""
    (folder / "httpd.conf").write_text(_CONF.format(folder=folder, port=port, user=user))
    command = [apache, "-f", str(folder / "httpd.conf"), "-D", "FOREGROUND"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder)  # noqa: S603
    host = Host(folder=folder, port=port, server=server)
    try:
        for _ in range(400):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, server.stdout.read() if server.stdout else b""
            time.sleep(0.02)
        yield host
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.fixture
def host(yard: Yard) -> Iterator[Host]:
    """The site of the lab behind Apache; pytest's own folder is closed to its user."""
    _needed("perl")
    with tempfile.TemporaryDirectory(prefix="hiyari-web-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for one in ("run", "mail"):
            (folder / one).mkdir()
        shutil.copytree(yard.files.root, folder / "www")
        shutil.copytree(yard.files.cgi, folder / "cgi-bin")
        form = folder / FORM.lstrip("/")
        form.write_text(form.read_text().replace("/usr/sbin/sendmail", f"{folder}/sendmail"))
        (folder / "sendmail").write_text(_RECORDER.format(folder=folder))
        (folder / "sendmail").chmod(0o755)
        form.chmod(0o750)
        if os.geteuid() == 0:
            os.chown(form, WWW, WWW)
            os.chown(folder / "mail", WWW, WWW)
        os.utime(form, ns=(1_060_000_000_111_111_111, 1_060_000_000_222_222_222))
        (folder / "access.log").write_text("".join(f"{line}\n" for line in visits()))
        with _serving(folder) as serving:
            yield serving


def _apache_rules(said: Said) -> str:
    """The lines that are to be put into Apache's configuration, as a person copies them."""
    lines = said.out.splitlines()
    begins = next(number for number, line in enumerate(lines) if line.startswith("Apache:"))
    copied = [line.strip() for line in lines[begins:] if line.startswith("    ")]
    return "".join(f"{line}\n" for line in copied if line.startswith("Redirect"))


def test_the_form_is_removed_is_gone_and_comes_back(host: Host, yard: Yard) -> None:
    """Abused over HTTP, removed by the shown command, gone by the printed rules, and put back as it was."""
    before = host.form.stat()
    assert host.attack() == 200
    assert host.mails == 1

    options = ("--root", host.folder / "www", "--server-config", host.folder / "httpd.conf")
    plan = yard.forms("remove", *options, "--access-log", host.folder / "access.log", "--config", os.devnull, host.form)
    assert plan.code == 0, plan.err
    assert "REMOVE: Nothing links to it, nobody uses it" in plan.words
    assert host.form.exists()
    removed = yard.run(*plan.command)
    assert removed.code == 0, removed.err
    assert not host.form.exists()
    assert host.attack() == 404
    host.reload(_apache_rules(removed), until=410)
    assert host.attack() == 410
    assert host.mails == 1

    back = yard.run(*yard.run(*removed.command).command)
    assert back.code == 0, back.err
    assert _apache_rules(back) == _apache_rules(removed)
    assert host.attack() == 410
    host.reload("", until=200)
    assert host.attack() == 200
    assert host.mails == 2
    after = host.form.stat()
    assert (after.st_uid, after.st_gid, after.st_mode) == (before.st_uid, before.st_gid, before.st_mode)
    assert after.st_mtime_ns == before.st_mtime_ns
