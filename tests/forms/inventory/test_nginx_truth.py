"""What is said about a tree is what a running nginx, with PHP and fcgiwrap behind it, does with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hiyari.forms.evidence import Runs, WebFile
from hiyari.forms.inventory.configuration import read_configuration
from hiyari.forms.inventory.placing import WebRootAt
from hiyari.forms.inventory.site import Site
from hiyari.forms.inventory.walking import walk
from tests.forms.inventory.servers import (
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

RUN = 0o755
PARAMS = "include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;"
SITE = """\
server {{
  listen 127.0.0.1:{port};
  server_name www.example.jp *.example.jp "~^old(?<n>\\d{{1,3}})\\.example\\.jp$";  # a regular expression with braces
  root {folder}/htdocs;
  index index.php index.html;
  location / {{ try_files $uri $uri/ /index.php?$args; }}
  location ~ \\.php$ {{
    {params}
    fastcgi_pass unix:{folder}/run/php.sock;
  }}
  location /cgi-bin/ {{
    gzip off;
    root {folder}/more;
    {params}
    fastcgi_pass unix:{folder}/run/fcgiwrap.sock;
  }}
  location /shop/ {{ alias {folder}/shop-files/; }}
  location ^~ /static/ {{ expires 1h; }}
  location = /exact.php {{ return 410; }}
  location /gone/ {{ return 404; }}
  location /moved/ {{ return 301 /new/; }}
  location /denied/ {{ deny all; }}
  location /inside/ {{ internal; }}
  location /only/ {{ try_files /index.php =404; {params} fastcgi_pass unix:{folder}/run/php.sock; }}
  location /nested/ {{
    location ~* \\.(php|cgi)$ {{ deny all; }}
    location /nested/open/ {{ }}
  }}
  location ~ /\\.ht {{ deny all; }}
  location ~* \\.BAK$ {{ deny all; }}
  location /cgi-bin/closed/ {{ allow 127.0.0.2; deny all; }}
}}
"""
TREE: dict[str, str | tuple[str, int]] = {
    "htdocs/index.php": PHP,
    "htdocs/form.php": PHP,
    "htdocs/form.PHP": PHP,
    "htdocs/form.php.old": PHP,
    "htdocs/form.php.bak": PHP,
    "htdocs/form.cgi": (CGI, RUN),
    "htdocs/exact.php": PHP,
    "htdocs/.htaccess": "Options +ExecCGI\nAddHandler cgi-script .cgi\n",
    "htdocs/static/x.php": PHP,
    "htdocs/gone/x.html": PHP,
    "htdocs/gone/x.php": PHP,
    "htdocs/moved/x.txt": PHP,
    "htdocs/denied/x.php": PHP,
    "htdocs/denied/x.txt": PHP,
    "htdocs/inside/x.txt": PHP,
    "htdocs/only/x.txt": PHP,
    "htdocs/nested/x.php": PHP,
    "htdocs/nested/X.CGI": (CGI, RUN),
    "htdocs/nested/x.txt": PHP,
    "htdocs/nested/open/x.php": PHP,
    "htdocs/cgi-bin/shadowed.cgi": (CGI, RUN),
    "htdocs/shop/shadowed.txt": PHP,
    "htdocs/mit leer é.php": PHP,
    "more/cgi-bin/form.cgi": (CGI, RUN),
    "more/cgi-bin/noexec.cgi": CGI,
    "more/cgi-bin/x.php": PHP,
    "more/cgi-bin/closed/x.cgi": (CGI, RUN),
    "shop-files/order.txt": PHP,
    "shop-files/order.php": PHP,
}


@dataclass(frozen=True)
class Compared:
    """A tree on disk, what is said about it, and what the server answered."""

    folder: Path
    site: Site
    files: dict[str, WebFile]
    answers: dict[str, Answer]
    port: int


@pytest.fixture(scope="module")
def compared() -> Iterator[Compared]:
    """The tree, what is said about it, and what nginx answered for every file's URL."""
    if not installed("nginx", "php-cgi", "fcgiwrap"):
        pytest.skip("needs root, nginx, php-cgi and fcgiwrap")
    with place() as folder, ExitStack() as stack:
        port = free_port()
        grow(folder, TREE)
        (folder / "sites" / "www.conf").write_text(SITE.format(folder=folder, port=port, params=PARAMS))
        conf = folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=folder, **user()))
        site = Site.of([WebRootAt(path=str(folder / "htdocs"))], read_configuration([str(conf)]))
        files = {str(Path(one.path).relative_to(folder)): one for one in walk(site) if isinstance(one, WebFile)}
        stack.enter_context(background(["php-cgi", "-b", f"{folder}/run/php.sock"], folder / "run/php.sock"))
        stack.enter_context(
            background(["fcgiwrap", "-s", f"unix:{folder}/run/fcgiwrap.sock"], folder / "run/fcgiwrap.sock")
        )
        command = ["nginx", "-c", str(conf), "-p", str(folder), "-g", "daemon off;"]
        stack.enter_context(running(command, port, folder / "run" / "error.log"))
        answers = {name: get(port, urlsplit(one.url).path) for name, one in files.items() if one.url is not None}
        yield Compared(folder, site, files, answers, port)


def test_what_runs_is_what_nginx_runs(compared: Compared) -> None:
    """Every file that nginx has run is said to run, and no other; nothing is unknown here."""
    wrong = {
        name: (one.runs, one.because, answer)
        for name, one in compared.files.items()
        if (answer := compared.answers.get(name)) is not None
        and (one.runs is Runs.YES) is not (answer.script == one.path)
    }
    assert not wrong
    assert not [name for name, one in compared.files.items() if one.runs is Runs.UNKNOWN]
    assert sum(answer.ran for answer in compared.answers.values()) > 5


def test_what_shows_its_source_is_what_nginx_shows(compared: Compared) -> None:
    """Where it is said that a script's source is shown, nginx shows it."""
    said = {name for name, one in compared.files.items() if one.because.message.startswith("It shows its source")}
    assert said == {name for name, answer in compared.answers.items() if answer.shown}


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/form.php",
        "//form.php?x",
        "/cgi-bin/form.cgi",
        "/cgi-bin/../form.php",
        "/mit%20leer%20%C3%A9.php",
        "/static/x.php",
    ],
)
def test_urls_lead_where_nginx_goes(compared: Compared, url: str) -> None:
    """The path of a URL is the script that was run for it."""
    answer = get(compared.port, url)
    said = compared.site.path_of(url)
    assert said is not None
    assert answer.script in {said, None}
    assert (answer.script is None) is (url == "/static/x.php")


def test_aliases_hide_folders_of_the_root(compared: Compared) -> None:
    """What lies in the document root below a location with another folder has no URL."""
    assert compared.files["htdocs/cgi-bin/shadowed.cgi"].url is None
    assert compared.files["htdocs/shop/shadowed.txt"].url is None
    assert compared.files["shop-files/order.txt"].url == f"http://www.example.jp:{compared.port}/shop/order.txt"


def test_try_files_names_the_front_controller(compared: Compared) -> None:
    """What has no file goes to index.php."""
    assert compared.site.front_controllers == (str(compared.folder / "htdocs/index.php"),)
