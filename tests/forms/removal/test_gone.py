"""Apache and nginx, with the rules that were printed, answer 410 for what was removed, and for nothing else."""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.removal.gone import gone_rules

APACHE = """\
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
Listen 127.0.0.1:{port}
ServerName www.example.jp
{user}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
ErrorLog {folder}/error.log
DocumentRoot {folder}/www
Define HOME /nowhere
ScriptAlias /cgi-bin/ {folder}/www/
<Directory {folder}/www>
    Require all granted
</Directory>
{rules}
"""
NGINX = """\
{user}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 32; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/www;
{rules}
        location ~ \\.(cgi|php)(/|$) {{ return 299; }}
    }}
}}
"""
GONE = (
    "/contact.cgi",
    "/cgi-bin/formmail.pl",
    "/old/a+b=c.cgi",
    "/with%20blank.php",
    "/%E3%81%8A%E5%95%8F%E3%81%84.php",
    "/%82%B1.cgi",
    "/line%0Abreak.cgi",
    "/quote%22quote.cgi",
    "/back%5Cslash.cgi",
    "/back%5C%5C%22both.cgi",
    "/$%7BHOME%7D.cgi",
    "/%25%7BHTTP_HOST%7D.cgi",
    "/dollar$1.cgi",
    "/%25percent%2520.cgi",
    "/(brackets)%5Ba-z%5D.cgi",
    "/%7Bcurly%7D;.cgi",
    "/%23hash.cgi",
    "/dot.x.cgi",
    "/folder/",
    "http://www.example.jp/whole.cgi",
)
THERE = (
    "/",
    "/contactXcgi",
    "/contact.cgi2",
    "/dotXx.cgi",
    "/folder/other.html",
    "/folder",
    "/a.cgi",
    "/cgi-bin/other.pl",
)
"""What must not be gone."""


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is not installed")
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def _serving(server: str, rules: str) -> Iterator[int]:
    """Run the real server with these rules in its configuration; yields its port."""
    program = _program(server)
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="hiyari-web-") as name:
        folder = Path(name)
        (folder / "www").mkdir()
        root = os.geteuid() == 0
        if root:
            folder.chmod(0o755)
        user = pwd.getpwuid(33).pw_name if root else ""
        if server == "apache2":
            text = APACHE.format(
                folder=folder, port=port, rules=rules, user=f"User {user}\nGroup {user}" if root else ""
            )
            command = [program, "-f", str(folder / "conf"), "-D", "FOREGROUND"]
        else:
            text = NGINX.format(folder=folder, port=port, rules=rules, user=f"user {user};" if root else "")
            command = [program, "-c", str(folder / "conf"), "-e", str(folder / "error.log")]
        (folder / "conf").write_text(text)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder)  # noqa: S603
        try:
            _wait(process, port, folder)
            yield port
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(400):
        log = folder / "error.log"
        if process.poll() is not None:
            said = process.stdout.read() if process.stdout else b""
            pytest.fail(f"{said!r} {log.read_text() if log.exists() else ''}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not start")


def _asked(port: int, target: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", target)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("server", ["apache2", "nginx"])
def test_the_real_servers_say_gone(server: str) -> None:
    """For every hostile name, and what follows a script's; its neighbours are what they were."""
    rules = gone_rules(GONE)
    assert rules.left_out == ()
    with _serving(server, rules.apache if server == "apache2" else rules.nginx) as port:
        for url in GONE:
            path = url.removeprefix("http://www.example.jp")
            assert _asked(port, path) == 410, url
            if not path.endswith("/"):
                assert _asked(port, f"{path}/more") == 410, url
        assert [_asked(port, path) for path in THERE if _asked(port, path) == 410] == []


@pytest.mark.parametrize("server", ["apache2", "nginx"])
def test_every_octet_that_a_name_may_hold(server: str) -> None:
    """One file for each octet but NUL and the slash."""
    urls = [f"/x{quote_from_bytes(bytes([octet]), safe='')}y.cgi" for octet in range(1, 256) if octet != ord("/")]
    rules = gone_rules(urls)
    with _serving(server, rules.apache if server == "apache2" else rules.nginx) as port:
        answers = {url: _asked(port, url) for url in urls}
    assert {url: answer for url, answer in answers.items() if answer != 410} == {}


@given(st.binary(min_size=1, max_size=40))
def test_rules_are_one_line_of_ascii_each(name: bytes) -> None:
    """Whatever a file is called, its rule is printable, ends where it is to end, and expands nothing."""
    rules = gone_rules([f"/{quote_from_bytes(name, safe='')}"])
    for written in (rules.apache, rules.nginx):
        assert written.isascii()
        assert all(line.isprintable() for line in written.splitlines())
        assert "${" not in written
        assert "%{" not in written
    assert len(rules.apache.splitlines()) == (0 if b"\0" in name else 1)


def test_what_has_no_rule_is_told() -> None:
    """A page that is chosen by its query, and what is no URL; a whole site is never gone by mistake."""
    rules = gone_rules(["/index.php?page=form", "nonsense", "/a%00b"])
    assert len(rules.left_out) == 3
    assert rules.apache == rules.nginx == ""
    assert gone_rules(["/"]).apache == 'RedirectMatch gone "^/\\z"\n'
    assert gone_rules(["http://www.example.jp"]).left_out
