"""Who is let in, and what is shown to whom: what is said is what a running Apache and a running nginx do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from hiyari.forms.evidence import Runs, Shown, WebFile
from hiyari.forms.inventory.configuration import read_configuration
from hiyari.forms.inventory.placing import WebRootAt
from hiyari.forms.inventory.site import Site
from hiyari.forms.inventory.walking import walk
from hiyari.locale.translate import Translator
from tests.forms.inventory.servers import (
    APACHE,
    CGI,
    NGINX,
    PHP,
    Answer,
    background,
    free_port,
    get,
    grow,
    installed,
    place,
    running,
    user,
)

RUN: Final = 0o755
BASIC: Final = "AuthType Basic\nAuthName members\nAuthUserFile {folder}/passwords\n"
APACHE_SITE: Final = """\
DocumentRoot {folder}/htdocs
ScriptAlias /cgi-bin/ {folder}/cgi-bin/
Action php-by-action /php-bin/php-cgi
<FilesMatch "\\.php$">
    SetHandler php-by-action
</FilesMatch>
<Directory {folder}/htdocs>
    AllowOverride All
</Directory>
<Directory {folder}/htdocs/byconf>
    AuthType Basic
    AuthName members
    AuthUserFile {folder}/passwords
    Require user taro
</Directory>
<Location /byurl>
    AuthType Basic
    AuthName members
    AuthUserFile {folder}/passwords
    Require valid-user
</Location>
"""
HTACCESS: Final = {
    "member": BASIC + "Require valid-user\n",
    "addresses": "Require ip 192.0.2.0/24\n",
    "old": "Order deny,allow\nDeny from all\nAllow from 192.0.2.1\n",
    "both": BASIC + "Require ip 192.0.2.0/24\nRequire valid-user\n",
    "all": BASIC + "<RequireAll>\nRequire ip 127.0.0.1\nRequire valid-user\n</RequireAll>\n",
    "satisfy": BASIC + "Require valid-user\nSatisfy Any\n",
    "satisfied": BASIC + "Require valid-user\nOrder deny,allow\nDeny from all\nAllow from 192.0.2.1\nSatisfy Any\n",
    "not": "<RequireAll>\nRequire all granted\nRequire not ip 192.0.2.1\n</RequireAll>\n",
    "most": "Order allow,deny\nAllow from all\nDeny from 192.0.2.1\n",
    "member/open": "Require all granted\n",
    "except": BASIC + "<LimitExcept HEAD>\nRequire valid-user\n</LimitExcept>\n",
    "files": BASIC + "<Files other.php>\nRequire valid-user\n</Files>\n",
    "offphp": "RemoveHandler .php\n<FilesMatch php>\nSetHandler none\n</FilesMatch>\n",
    "cgi": "Options +ExecCGI\nAddHandler cgi-script .cgi\n",
    "noexec": "Options -ExecCGI\nAddHandler cgi-script .cgi\n",
    "gone": "Redirect gone /gone/x.php\n",
    "errors": "ErrorDocument 404 /errors/x.php\n",
}
APACHE_TREE: Final[Mapping[str, str | tuple[str, int]]] = {
    **{f"htdocs/{name}/x.php": PHP for name in (*HTACCESS, "byconf", "byurl", "free")},
    "htdocs/cgi/off.cgi": CGI,
    "htdocs/cgi/on.cgi": (CGI, RUN),
    "htdocs/cgi/line.cgi": ("echo R''UN\n", RUN),
    "htdocs/cgi/on.cgi.bak": (CGI, RUN),
    "htdocs/noexec/off.cgi": CGI,
    "htdocs/free/x.php.bak": PHP,
    "htdocs/free/x.cgi": CGI,
    "cgi-bin/off.cgi": CGI,
    "cgi-bin/off.cgi.bak": CGI,
    "passwords": "taro:$apr1$x$x\n",
}
NGINX_SITE: Final = """\
server {{
  listen 127.0.0.1:{port};
  server_name www.example.jp;
  root {folder}/htdocs;
  error_page 404 /err.php;
  location ~ \\.cgi$ {{ }}
  location /member/ {{ auth_basic members; auth_basic_user_file {folder}/passwords; location ~ \\.php$ {{ {php} }} }}
  location /member/open/ {{ auth_basic off; location ~ \\.php$ {{ {php} }} }}
  location /addresses/ {{ allow 192.0.2.0/24; deny all; location ~ \\.php$ {{ {php} }} }}
  location /most/ {{ deny 192.0.2.1; allow all; location ~ \\.php$ {{ {php} }} }}
  location /some/ {{ deny 192.0.2.1; location ~ \\.php$ {{ {php} }} }}
  location /either/ {{ satisfy any; allow 192.0.2.1; deny all; auth_basic members;
    auth_basic_user_file {folder}/passwords; location ~ \\.php$ {{ {php} }} }}
  location /eitheropen/ {{ satisfy any; allow 127.0.0.1; auth_basic members;
    auth_basic_user_file {folder}/passwords; location ~ \\.php$ {{ {php} }} }}
  location /login/ {{ satisfy any; deny all; auth_basic members; auth_basic_user_file {folder}/passwords; location ~ \\.php$ {{ {php} }} }}
  location /asked/ {{ auth_request /auth/no; location ~ \\.php$ {{ {php} }} }}
  location = /old-form.php {{ return 410; }}
  location ~ \\.php$ {{ {php} }}
  location /auth/ {{ return 403; }}
  location = /exact.php {{ return 410; }}
  location = /exact.cgi {{ return 410; }}
}}
"""
NGINX_FOLDERS: Final = (
    *("member", "member/open", "addresses", "most", "some", "either", "eitheropen", "login", "asked", "free"),
)
NGINX_TREE: Final[Mapping[str, str | tuple[str, int]]] = {
    **{f"htdocs/{name}/x.php": PHP for name in NGINX_FOLDERS},
    "htdocs/old-form.php": PHP,
    "htdocs/exact.php": PHP,
    "htdocs/exact.cgi": CGI,
    "htdocs/x.cgi": CGI,
    "htdocs/x.php.bak": PHP,
    "htdocs/err.php": PHP,
    "passwords": "taro:$apr1$x$x\n",
}


class Compared:
    """What is said about a tree, and what a server answers to strangers on loopback."""

    def __init__(self, folder: Path, conf: Path, port: int) -> None:
        self.port = port
        self.site = Site.of([WebRootAt(path=str(folder / "htdocs"))], read_configuration([str(conf)]))
        found = [one for one in walk(self.site) if isinstance(one, WebFile) and one.language is not None]
        self.files = {str(Path(one.path).relative_to(folder)): one for one in found if "php-bin" not in one.path}

    def asked(self) -> dict[str, Answer]:
        """What the server says about every file."""
        urls = {name: one.url for name, one in self.files.items() if one.url is not None}
        return {name: get(self.port, urlsplit(url).path) for name, url in urls.items()}

    def guards(self) -> dict[str, str]:
        """What is said about who is let in."""
        say = Translator("en").render
        return {name: say(one.guarded) for name, one in self.files.items() if one.guarded is not None}


@contextmanager
def _apache() -> Iterator[Compared]:
    with place() as folder:
        port = free_port()
        grow(folder, APACHE_TREE)
        for name, content in HTACCESS.items():
            (folder / "htdocs" / name / ".htaccess").write_text(content.format(folder=folder))
        conf = folder / "httpd.conf"
        conf.write_text(APACHE.format(folder=folder, port=port, **user()) + APACHE_SITE.format(folder=folder))
        with running(["/usr/sbin/apache2", "-f", str(conf), "-D", "FOREGROUND"], port, folder / "run" / "error.log"):
            yield Compared(folder, conf, port)


@contextmanager
def _nginx() -> Iterator[Compared]:
    with place() as folder, background(["php-cgi", "-b", f"{folder}/run/php.sock"], folder / "run/php.sock"):
        port = free_port()
        grow(folder, NGINX_TREE)
        php = (
            "include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; "
            f"fastcgi_pass unix:{folder}/run/php.sock;"
        )
        (folder / "sites" / "www.conf").write_text(NGINX_SITE.format(folder=folder, port=port, php=php))
        conf = folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=folder, **user()))
        command = ["nginx", "-c", str(conf), "-p", str(folder), "-g", "daemon off;"]
        with running(command, port, folder / "run" / "error.log"):
            yield Compared(folder, conf, port)


@pytest.fixture(scope="module", params=["apache", "nginx"])
def compared(request: pytest.FixtureRequest) -> Iterator[Compared]:
    """Each server with its tree."""
    if not installed("apache2", "nginx", "php-cgi"):
        pytest.skip("needs root, apache2, nginx and php-cgi")
    with _apache() if request.param == "apache" else _nginx() as one:
        yield one


def test_strangers_are_kept_out_where_it_is_said_and_nowhere_else(compared: Compared) -> None:
    """Without a password, from loopback, a running file answers unless it is said to be guarded."""
    answers = compared.asked()
    kept_out = {name for name, one in answers.items() if compared.files[name].runs is Runs.YES and not one.ran}
    assert kept_out == set(compared.guards())
    assert {answers[name].status for name in kept_out} == {401, 403}
    assert len(kept_out) > 4


def test_source_is_said_to_be_shown_where_it_is_sent(compared: Compared) -> None:
    """Old copies, scripts without a handler and those that are not executable: what is sent is told from what is not."""
    answers = compared.asked()
    unlike = {
        name: (one.shown, answers[name])
        for name, one in compared.files.items()
        if name in answers and one.shown is not (Shown.YES if answers[name].shown else Shown.NO)
    }
    assert not unlike
    assert sum(one.shown for one in answers.values()) > 1


def test_an_error_page_is_no_front_controller(compared: Compared) -> None:
    """``error_page 404 /err.php`` and ErrorDocument make an entrance: no site lives on answers with 404."""
    assert compared.site.front_controllers == ()


def test_what_keeps_strangers_out_is_told(compared: Compared) -> None:
    """A password, addresses, one of both, or a program that is asked: each has its sentence, in the reason too."""
    said = compared.guards()
    assert "password" in said["htdocs/member/x.php"]
    assert said["htdocs/addresses/x.php"] == "Only some addresses are let in."
    assert said["htdocs/member/x.php"] in Translator("en").render(compared.files["htdocs/member/x.php"].because)
    assert "htdocs/member/open/x.php" not in said


def test_limit_keeps_nobody_out_who_calls_the_method_otherwise() -> None:
    """<Limit GET POST> is no guard: Apache runs the script for a method that it does not know."""
    if not installed("apache2", "php-cgi"):
        pytest.skip("needs root, apache2 and php-cgi")
    limited = BASIC + "<Limit GET POST>\nRequire valid-user\n</Limit>\n"
    with _apache() as one:
        folder = Path(one.files["htdocs/free/x.php"].path).parent
        (folder / ".htaccess").write_text(limited.format(folder=folder.parents[1]))
        url = urlsplit(one.files["htdocs/free/x.php"].url or "").path
        assert get(one.port, url).status == 401
        assert get(one.port, url, "TELL").ran
        site = Site.of([WebRootAt(path=str(folder))], read_configuration([str(folder.parents[1] / "httpd.conf")]))
        file = next(one for one in walk(site) if isinstance(one, WebFile) and one.path.endswith("/x.php"))
        assert (file.runs, file.guarded) == (Runs.YES, None)
