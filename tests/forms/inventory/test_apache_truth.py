"""What is said about a tree is what a running Apache does with it."""

from __future__ import annotations

from collections.abc import Iterator
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
    APACHE,
    CGI,
    PHP,
    Answer,
    free_port,
    get,
    grow,
    installed,
    place,
    running,
    user,
)

RUN = 0o755
SITE = """\
DocumentRoot {folder}/htdocs
DirectoryIndex index.php index.html
ScriptAlias /cgi-bin/ {folder}/cgi-bin/
Alias /shop {folder}/shop-files
Alias /hidden/ {folder}/elsewhere/
ScriptAliasMatch ^/old-cgi/(.*)$ {folder}/oldcgi/$1
ScriptAlias /form {folder}/single/contact.sh
Action php-by-action /php-bin/php-cgi
Redirect gone /gone.cgi
RedirectMatch 404 \\.(sql|bk)$
<FilesMatch "\\.php$">
    SetHandler php-by-action
</FilesMatch>
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
<Directory {folder}/htdocs>
    Options FollowSymLinks
    AllowOverride All
</Directory>
<Directory "{folder}/htdocs/addhandler">
    AddHandler php-by-action .php .phtml
</Directory>
<Directory {folder}/htdocs/notallowed>
    AllowOverride None
</Directory>
<Directory {folder}/htdocs/partly>
    AllowOverride FileInfo
</Directory>
<Directory {folder}/htdocs/nolinks>
    Options -FollowSymLinks
</Directory>
<Directory {folder}/htdocs/glob-*>
    Options +ExecCGI
    AddHandler cgi-script .cgi .pl
</Directory>
<DirectoryMatch "/uploads(/|$)">
    <FilesMatch "\\.php">
        Require all denied
    </FilesMatch>
</DirectoryMatch>
<Location /byurl>
    Options +ExecCGI
    SetHandler cgi-script
</Location>
<LocationMatch "^/private/.*\\.cgi$">
    Require all denied
</LocationMatch>
<Files "secret.*">
    Require all denied
</Files>
"""
ADD = "Options +ExecCGI\nAddHandler cgi-script .cgi\n"
TREE: dict[str, str | tuple[str, int]] = {
    "htdocs/index.html": "<html>",
    "htdocs/form.php": PHP,
    "htdocs/FORM.PHP": PHP,
    "htdocs/form.php.bak": PHP,
    "htdocs/form.php~": PHP,
    "htdocs/form.phtml": PHP,
    "htdocs/form.inc": PHP,
    "htdocs/plain.cgi": (CGI, RUN),
    "htdocs/gone.cgi": (CGI, RUN),
    "htdocs/dump.bk": "dump",
    "htdocs/with space & ümlaut.php": PHP,
    "htdocs/secret.php": PHP,
    "htdocs/addhandler/x.php": PHP,
    "htdocs/addhandler/x.php.bak": PHP,
    "htdocs/addhandler/x.php.1": PHP,
    "htdocs/addhandler/x.php~": PHP,
    "htdocs/addhandler/x.phtml": PHP,
    "htdocs/addhandler/x.PHTML": PHP,
    "htdocs/addhandler/.php": PHP,
    "htdocs/addhandler/x.phtml.old.txt": PHP,
    "htdocs/addhandler/removed/.htaccess": "RemoveHandler .phtml\n",
    "htdocs/addhandler/removed/x.phtml": PHP,
    "htdocs/addtype/.htaccess": "AddType php-by-action .foo\n",
    "htdocs/addtype/x.foo": PHP,
    "htdocs/addtype/x.foo.bak": PHP,
    "htdocs/addtype/x.foo.qqq": PHP,
    "htdocs/addtype/x.foo.html": PHP,
    "htdocs/hta/.htaccess": ADD,
    "htdocs/hta/a.cgi": (CGI, RUN),
    "htdocs/hta/a.cgi.old": (CGI, RUN),
    "htdocs/hta/noexec.cgi": CGI,
    "htdocs/hta/noline.cgi": ("echo R''UN\n", RUN),
    "htdocs/hta/below/b.cgi": (CGI, RUN),
    "htdocs/hta/off/.htaccess": "Options -ExecCGI\n",
    "htdocs/hta/off/b.cgi": (CGI, RUN),
    "htdocs/notallowed/.htaccess": ADD,
    "htdocs/notallowed/a.cgi": (CGI, RUN),
    "htdocs/partly/.htaccess": "AddHandler cgi-script .cgi\n",
    "htdocs/partly/a.cgi": (CGI, RUN),
    "htdocs/partly/broken/.htaccess": "Options +ExecCGI\n",
    "htdocs/partly/broken/form.php": PHP,
    "htdocs/glob-one/a.pl": (CGI, RUN),
    "htdocs/glob-one/deep/a.pl": (CGI, RUN),
    "htdocs/uploads/x.php": PHP,
    "htdocs/uploads/x.cgi": (CGI, RUN),
    "htdocs/a/uploads/deeper/x.php": PHP,
    "htdocs/byurl/any.txt": (CGI, RUN),
    "htdocs/byurl/x.php": PHP,
    "htdocs/byurlnot/any.txt": (CGI, RUN),
    "htdocs/private/.htaccess": ADD,
    "htdocs/private/x.cgi": (CGI, RUN),
    "htdocs/olddeny/.htaccess": "Order allow,deny\nDeny from all\n",
    "htdocs/olddeny/x.php": PHP,
    "htdocs/olddeny/open/.htaccess": "Order deny,allow\nAllow from all\n",
    "htdocs/olddeny/open/x.php": PHP,
    "htdocs/denied/.htaccess": "Require all denied\n<Files ok.php>\nRequire all granted\n</Files>\n",
    "htdocs/denied/x.php": PHP,
    "htdocs/denied/ok.php": PHP,
    "htdocs/sethandler/.htaccess": "Options +ExecCGI\nSetHandler cgi-script\n",
    "htdocs/sethandler/mail": (CGI, RUN),
    "htdocs/sethandler/x.txt": (CGI, RUN),
    "htdocs/sethandler/none/.htaccess": "SetHandler none\n",
    "htdocs/sethandler/none/mail": (CGI, RUN),
    "htdocs/rewrite/.htaccess": "RewriteEngine On\nRewriteRule ^no\\.php$ - [F]\nRewriteCond %{REQUEST_FILENAME} !-f\n"
    "RewriteRule ^ index.php [L]\n",
    "htdocs/rewrite/index.php": PHP,
    "htdocs/rewrite/no.php": PHP,
    "htdocs/rewrite/yes.php": PHP,
    "htdocs/rewrite/sub/no.php": PHP,
    "htdocs/engine/.htaccess": "<IfModule mod_php.c>\nphp_flag engine off\n</IfModule>\n",
    "htdocs/engine/x.php": PHP,
    "htdocs/modphp/.htaccess": "AddHandler application/x-httpd-php .zzz\n",
    "htdocs/modphp/x.zzz": PHP,
    "htdocs/error/.htaccess": "<Files x>\n",
    "htdocs/error/x.php": PHP,
    "htdocs/cgi-bin/shadowed.cgi": (CGI, RUN),
    "cgi-bin/form.cgi": (CGI, RUN),
    "cgi-bin/noexec.cgi": CGI,
    "cgi-bin/readme.txt": (CGI, RUN),
    "cgi-bin/form.cgi.bak": (CGI, RUN),
    "cgi-bin/form.php": PHP,
    "cgi-bin/sub/form.cgi": (CGI, RUN),
    "oldcgi/x.pl": (CGI, RUN),
    "shop-files/order.php": PHP,
    "shop-files/order.pl": (CGI, RUN),
    "elsewhere/x.php": PHP,
    "single/contact.sh": (CGI, RUN),
    "single/other.sh": (CGI, RUN),
}
NOT_KNOWN = {"htdocs/rewrite/.htaccess"}


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
    """The tree, what is said about it, and what Apache answered for every file's URL."""
    if not installed("apache2", "php-cgi"):
        pytest.skip("needs root, apache2 and php-cgi")
    with place() as folder:
        port = free_port()
        grow(folder, TREE)
        (folder / "htdocs" / "nolinks").mkdir()
        (folder / "htdocs" / "nolinks" / "linked.php").symlink_to(folder / "elsewhere" / "x.php")
        (folder / "htdocs" / "linked.php").symlink_to(folder / "elsewhere" / "x.php")
        (folder / "htdocs" / "linked.txt").symlink_to(folder / "elsewhere" / "x.php")
        conf = folder / "httpd.conf"
        (folder / "site.conf").write_text(SITE.format(folder=folder))
        conf.write_text(
            APACHE.format(folder=folder, port=port, **user()) + "IncludeOptional *.conf.d\nInclude site.conf\n"
        )
        site = Site.of([WebRootAt(path=str(folder / "htdocs"))], read_configuration([str(conf)]))
        found = [one for one in walk(site) if isinstance(one, WebFile)]
        files = {str(Path(one.path).relative_to(folder)): one for one in found if "/php-bin/" not in one.path}
        with running(["/usr/sbin/apache2", "-f", str(conf), "-D", "FOREGROUND"], port, folder / "run" / "error.log"):
            answers = {name: get(port, urlsplit(one.url).path) for name, one in files.items() if one.url is not None}
            yield Compared(folder, site, files, answers, port)


def test_what_runs_is_what_apache_runs(compared: Compared) -> None:
    """Every file that Apache runs is said to run, and no other; only what is named here is not known."""
    wrong = {
        name: (one.runs, one.because, answer)
        for name, one in compared.files.items()
        if (answer := compared.answers.get(name)) is not None
        and one.runs is not Runs.UNKNOWN
        and (one.runs is Runs.YES) is not answer.ran
    }
    assert not wrong
    unknown = {name for name, one in compared.files.items() if one.runs is Runs.UNKNOWN}
    assert unknown <= NOT_KNOWN


def test_what_shows_its_source_is_what_apache_shows(compared: Compared) -> None:
    """Where it is said that a script's source is shown, Apache shows it."""
    said = {name for name, one in compared.files.items() if one.because.message.startswith("It shows its source")}
    shown = {name for name, answer in compared.answers.items() if answer.shown}
    assert said - shown == set()
    assert {name for name in shown - said if compared.files[name].language is not None} == set()


def test_every_file_of_the_tree_is_named(compared: Compared) -> None:
    """Roots are the document root and what aliases lead to; nothing in them is missing."""
    expected = {name for name in TREE if not name.startswith("single/other")}
    assert expected <= set(compared.files)


def test_a_file_that_an_alias_hides_has_no_url(compared: Compared) -> None:
    """ScriptAlias /cgi-bin/ hides the folder of that name in the document root."""
    hidden = compared.files["htdocs/cgi-bin/shadowed.cgi"]
    assert hidden.url is None
    assert hidden.runs is Runs.NO


@pytest.mark.parametrize(
    "url",
    [
        "/form.php",
        "/form.php/path/info",
        "/addhandler/x.php.bak?x=/y",
        "//cgi-bin/./form.cgi",
        "/cgi-bin/sub/../form.cgi/a/b",
        "/cgi-bin/form.cgi%2e",
        "/%66orm.php",
        "/rewrite/",
        "/shop/order.php",
        "/shopping/order.php",
        "/old-cgi/x.pl",
        "/hidden/x.php",
        "/with%20space%20%26%20%C3%BCmlaut.php",
        "/form",
        "/form/more",
        "/linked.php",
        "/../cgi-bin/form.cgi",
        "/FORM.php",
    ],
)
def test_urls_lead_where_apache_goes(compared: Compared, url: str) -> None:
    """The path of a URL is the script that Apache ran for it; where nothing ran, no running file is named."""
    said, answer = compared.site.path_of(url), get(compared.port, url)
    if answer.script is not None:
        assert said == answer.script
    elif said is not None:
        name = str(Path(said).relative_to(compared.folder))
        assert compared.files[name].runs is not Runs.YES


def test_urls_and_paths_are_inverse(compared: Compared) -> None:
    """The URL that is given for a file leads to that file."""
    for one in compared.files.values():
        url = compared.site.url_of(one.path)
        assert url is None or compared.site.path_of(url) == one.path
        assert compared.site.address_of(one.path) == one.url


def test_the_front_controller_is_found(compared: Compared) -> None:
    """A .htaccess that gives every missing URL to index.php makes that the front controller."""
    assert compared.site.front_controllers == (str(compared.folder / "htdocs/rewrite/index.php"),)
