"""Real web servers on loopback over a small tree, to be asked what they do with each file."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CGI: Final = "#!/bin/sh\necho 'Content-Type: text/plain'\necho\necho R''UN\necho \"$SCRIPT_FILENAME\"\n"
"""Says RUN where it is run; its source does not hold that word."""
PHP: Final = '<html><?php echo "R"."UN\\n", $_SERVER["SCRIPT_FILENAME"], "\\n"; ?>'
APACHE: Final = """\
ServerRoot {folder}
DefaultRuntimeDir {folder}/run
PidFile {folder}/run/apache.pid
Listen 127.0.0.1:{port}
ServerName www.example.jp
User {user}
Group {group}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_host_module /usr/lib/apache2/modules/mod_authz_host.so
LoadModule access_compat_module /usr/lib/apache2/modules/mod_access_compat.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
LoadModule authn_anon_module /usr/lib/apache2/modules/mod_authn_anon.so
LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule actions_module /usr/lib/apache2/modules/mod_actions.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
LoadModule cgid_module /usr/lib/apache2/modules/mod_cgid.so
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
ScriptSock {folder}/run/cgid.sock
ErrorLog {folder}/run/error.log
TypesConfig /etc/mime.types
ScriptAlias /php-bin/ {folder}/php-bin/
<Directory {folder}>
    Require all granted
</Directory>
"""
NGINX: Final = """\
user {user};
worker_processes 1;
pid {folder}/run/nginx.pid;
error_log {folder}/run/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/run/body;
  fastcgi_temp_path {folder}/run/fastcgi;
  proxy_temp_path {folder}/run/proxy;
  uwsgi_temp_path {folder}/run/uwsgi;
  scgi_temp_path {folder}/run/scgi;
  types {{ text/html html; }}
  default_type text/plain;
  include {folder}/sites/*.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    body: str

    @property
    def ran(self) -> bool:
        return self.status == 200 and "RUN" in self.body

    @property
    def shown(self) -> bool:
        return self.status == 200 and "RUN" not in self.body and ("R''UN" in self.body or '"R"."UN' in self.body)

    @property
    def script(self) -> str | None:
        """The file that the server says it ran."""
        lines = self.body.split("\n")
        return lines[lines.index(next(one for one in lines if one.endswith("RUN"))) + 1] if self.ran else None


@contextmanager
def place() -> Iterator[Path]:
    """A folder that the server's user may enter, with what servers need."""
    folder = Path(tempfile.mkdtemp(prefix="hiyari-web-"))
    try:
        folder.chmod(0o755)
        for name in ("run", "php-bin", "sites"):
            (folder / name).mkdir()
        (folder / "run").chmod(0o777)
        runner = folder / "php-bin" / "php-cgi"
        # Without its conf.d: the opcache there wants to write to /tmp, which the server's user may not everywhere.
        runner.write_text('#!/bin/sh\nPHP_INI_SCAN_DIR=/nowhere exec /usr/bin/php-cgi "$@"\n', encoding="utf-8")
        runner.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder)


def grow(folder: Path, tree: Mapping[str, str | tuple[str, int]]) -> None:
    """Write files: content, or content and mode."""
    for name, what in tree.items():
        content, mode = what if isinstance(what, tuple) else (what, 0o644)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def user() -> dict[str, str]:
    """Whom the server becomes: nobody who may read everything."""
    return {"user": "www-data", "group": "www-data"}


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a server in the foreground until the end; it is stopped by its own pid."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - our own server
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(str(process.stderr and process.stderr.read())) from None
                time.sleep(0.02)
        else:
            raise RuntimeError(f"it did not start: {log.read_text() if log.exists() else 'no log'}")
        yield
    finally:
        process.terminate()
        process.communicate(timeout=10)


def get(port: int, path: str, method: str = "GET") -> Answer:
    """Ask for a URL path as it is, without a name or password."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, headers={"Host": "www.example.jp"})
        response = connection.getresponse()
        return Answer(response.status, response.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def installed(*programs: str) -> bool:
    """Whether the servers are there, and we may start them as another user."""
    return os.geteuid() == 0 and all(shutil.which(one) for one in programs)


@contextmanager
def background(command: list[str], made: Path) -> Iterator[None]:
    """Run a program that makes a socket, as the server's user would."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        for _ in range(250):
            if made.exists():
                break
            time.sleep(0.02)
        made.chmod(0o777)
        yield
    finally:
        process.terminate()
        process.wait(10)
