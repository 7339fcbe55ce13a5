"""Configuration is read within bounds, and what cannot be read is one sentence with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.evidence import Runs, Shown, WebFile
from hiyari.forms.inventory import sources
from hiyari.forms.inventory.apache import syntax as apache
from hiyari.forms.inventory.apache.htaccess import htaccess_rules
from hiyari.forms.inventory.configuration import read_configuration
from hiyari.forms.inventory.nginx import syntax as nginx
from hiyari.forms.inventory.patterns import expression, found, glob
from hiyari.forms.inventory.placing import WebRootAt
from hiyari.forms.inventory.server import ServerConfiguration
from hiyari.forms.inventory.site import Site, decode
from hiyari.forms.inventory.walking import walk
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError

PHP = "<?php mail('office@example.jp', 'x', $_POST['text']);\n"


def written(folder: Path, name: str, content: str) -> str:
    """Write a configuration file; gives its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return str(path)


def refused(*paths: str) -> str:
    """The sentence that reading ends with."""
    with pytest.raises(UserError) as caught:
        read_configuration(paths)
    (problem,) = caught.value.problems
    return Translator("en").render(problem)


def noted(configuration: ServerConfiguration) -> list[str]:
    """The notes as they are shown."""
    return [f"{one.place.line}: {Translator('en').render(one.why)}" for one in configuration.notes]


def seen(site: Site, root: Path) -> dict[str, WebFile]:
    """The files of a site by their names below a folder."""
    return {str(Path(one.path).relative_to(root)): one for one in walk(site) if isinstance(one, WebFile)}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("DocumentRoot /srv\n<Directory /srv>\n", 2, "never closed"),
        ("DocumentRoot /srv\n</Directory>\n", 2, "closes nothing"),
        ("<Directory /a>\n<Files x>\n</Directory>\n", 3, "closes nothing"),
        ("DocumentRoot /srv\n\nInclude missing.conf\n", 3, "does not exist"),
        ("DocumentRoot /srv\nInclude none-*.conf\n", 2, "does not exist"),
        ("DocumentRoot /srv\nInclude main.conf\n", 2, "includes itself"),
        ("server {\n  root /srv;\n", 1, "never closed"),
        ("server {\n  root /srv\n}\n", 3, "semicolon is missing"),
        ("server { root /srv; }\n}\n", 2, "closes nothing"),
        ('server {\n root "/srv;\n}\n', 2, "quote is never closed"),
        ("http {\n include missing.conf;\n}\n", 2, "does not exist"),
        ("http {\n include main.conf;\n}\n", 2, "includes itself"),
    ],
)
def test_what_the_server_would_refuse_is_told_with_its_line(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    """File, line and what is wrong."""
    told = refused(written(tmp_path, "main.conf", content))
    assert told.startswith(f"{tmp_path}/main.conf:{line}: ")
    assert words in told


@pytest.mark.parametrize("condition", ["IfModule mod_foo.c", "IfDefine !BAR", "IfVersion >= 2.4"])
def test_a_missing_file_behind_a_condition_is_a_note(tmp_path: Path, condition: str) -> None:
    """The server may not look for it at all: what it would hold is not known, and the rest is read."""
    written(tmp_path, "inner.conf", "Include /nonexistent/inner.conf\n")
    name = condition.partition(" ")[0]
    main = (
        f"DocumentRoot /srv\n<{condition}>\nInclude /nonexistent/*.conf\nInclude inner.conf\n</{name}>\nAlias /a /b\n"
    )
    configuration = read_configuration([written(tmp_path, "main.conf", main)])
    told = [one for one in noted(configuration) if "does not exist" in one]
    assert [one.partition(";")[0] for one in told] == [
        "3: the included file /nonexistent/*.conf does not exist",
        "1: the included file /nonexistent/inner.conf does not exist",
    ]
    (host,) = configuration.hosts
    assert [one.prefix for one in host.maps] == ["/a", "/"]


def test_a_missing_file_after_a_condition_is_refused(tmp_path: Path) -> None:
    """Outside the condition, the server would not start."""
    main = "<IfModule foo_module>\nInclude /nonexistent/a.conf\n</IfModule>\nInclude /nonexistent/b.conf\n"
    assert "b.conf does not exist" in refused(written(tmp_path, "main.conf", main))


def test_a_file_that_is_no_configuration_is_told(tmp_path: Path) -> None:
    """Missing files, folders, and files of something else."""
    assert "It is not there" in refused(str(tmp_path / "none"))
    assert "no regular file" in refused(str(tmp_path))
    assert "neither Apache's nor nginx's" in refused(written(tmp_path, "x", "hello\n"))


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Includes end at a bound in number, in depth and in bytes."""
    monkeypatch.setattr(sources, "MOST_FILES", 3)
    for name in "abcd":
        written(tmp_path, f"many/{name}.conf", "\n")
    assert "more than 3 files" in refused(written(tmp_path, "main.conf", "Include many/*.conf\n"))
    monkeypatch.undo()
    for number in range(40):
        written(tmp_path, f"deep/{number}.conf", f"Include deep/{number + 1}.conf\n")
    assert "deep" in refused(written(tmp_path, "main.conf", "Include deep/0.conf\n"))
    monkeypatch.setattr(sources, "MOST_BYTES", 10)
    assert "was not read" in refused(written(tmp_path, "main.conf", "DocumentRoot /srv/www\n"))


def test_apaches_conditions_variables_and_lines(tmp_path: Path) -> None:
    """Define, IfDefine, IfModule, continued lines, quotes, globs and folders are followed as the server does."""
    for name in ("good", "wrong"):
        written(tmp_path, f"{name}/form.php", PHP)
    written(tmp_path, "conf.d/20-b.conf", "Alias /b ${BASE}/good\n")
    written(tmp_path, "conf.d/10-a.conf", "Define BASE " + str(tmp_path) + "\n")
    main = written(
        tmp_path,
        "main.conf",
        f"""
LoadModule alias_module x.so
IncludeOptional nowhere/*.conf
Include conf.d/*.conf
# DocumentRoot {tmp_path}/wrong
<IfDefine WRONG>
DocumentRoot {tmp_path}/wrong
</IfDefine>
<IfModule mod_php.c>
DocumentRoot {tmp_path}/wrong
</IfModule>
<IfModule !alias_module>
DocumentRoot {tmp_path}/wrong
</IfModule>
documentroot \\
  "${{BASE}}/go\\
od"
""",
    )
    configuration = read_configuration([main])
    (host,) = configuration.hosts
    assert [(one.prefix, one.path) for one in host.maps] == [("/b", f"{tmp_path}/good"), ("/", f"{tmp_path}/good")]
    assert len(configuration.files) == 3


def test_virtual_hosts_give_urls_and_the_dangerous_one_counts(tmp_path: Path) -> None:
    """A folder that one host redirects and another runs is run, under that host's URL."""
    root = tmp_path / "www"
    written(root, "form.php", PHP)
    main = written(
        tmp_path,
        "main.conf",
        f"""
<VirtualHost *:80>
ServerName www.example.jp
DocumentRoot {root}
Redirect permanent / https://www.example.jp/
</VirtualHost>
<VirtualHost *:443>
ServerName www.example.jp:443
ServerAlias example.jp
DocumentRoot {root}
SSLEngine on
<FilesMatch \\.php$>
SetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"
</FilesMatch>
</VirtualHost>
<VirtualHost *:80>
ServerName other.example.com
DocumentRoot {tmp_path}/other
</VirtualHost>
""",
    )
    site = Site.of([WebRootAt(path=str(root))], read_configuration([main]))
    file = seen(site, root)["form.php"]
    assert (file.runs, file.url) == (Runs.YES, "https://www.example.jp/form.php")
    assert len(site.hosts) == 2
    assert site.path_of("https://example.jp/form.php") == f"{root}/form.php"
    assert site.path_of("https://other.example.com/form.php") is None


def test_what_is_not_understood_is_noted(tmp_path: Path) -> None:
    """mod_perl, VirtualDocumentRoot, odd patterns and nginx's conditions are told with their lines."""
    main = written(
        tmp_path,
        "main.conf",
        f"""DocumentRoot {tmp_path}
VirtualDocumentRoot /srv/%0
<Location /perl>
SetHandler perl-script
PerlResponseHandler ModPerl::Registry
</Location>
AliasMatch ^/(a|b)/x$ /srv/$1
<FilesMatch "(a+)+$">
SetHandler cgi-script
</FilesMatch>
""",
    )
    told = noted(read_configuration([main]))
    assert [one.partition(":")[0] for one in told] == ["2", "8", "7", "5"]
    nginx_file = written(
        tmp_path,
        "n.conf",
        'server {\n root /srv/$host;\n if ($bad) { return 403; }\n location ~ "(x+x+)+y" { }\n}\n',
    )
    assert [one.partition(":")[0] for one in noted(read_configuration([nginx_file]))] == ["2", "3", "4"]


def test_a_section_that_is_not_understood_makes_what_it_may_change_unknown(tmp_path: Path) -> None:
    """An <If> that sets a handler may run any file of its folder; one that only sets a header changes nothing."""
    for name in ("doubt", "sure"):
        written(tmp_path, f"www/{name}/x.txt", PHP)
    written(tmp_path, "www/doubt/.htaccess", "<If true>\nSetHandler application/x-httpd-php\n</If>\n")
    written(tmp_path, "www/sure/.htaccess", "<If true>\nHeader set X y\n</If>\n")
    main = written(tmp_path, "main.conf", f"DocumentRoot {tmp_path}/www\nAllowOverride All\n")
    expected = {"doubt/x.txt": Runs.UNKNOWN, "sure/x.txt": Runs.NO}
    for site in (Site.of([], read_configuration([main])), Site.of([WebRootAt(path=str(tmp_path / "www"))], None)):
        files = seen(site, tmp_path / "www")
        assert {name: files[name].runs for name in expected} == expected
        assert site.notes


def test_php_in_the_manner_of_hosters(tmp_path: Path) -> None:
    """mod_fcgid's wrapper, ProxyPassMatch to PHP-FPM, a panel's handler names and AddType are known as PHP."""
    ways = {
        "fcgid": "AddHandler fcgid-script .php\nFcgidWrapper /usr/bin/php-cgi .php\nOptions +ExecCGI",
        "panel": "AddHandler application/x-httpd-ea-php81 .php .php8",
        "type": "AddType application/x-httpd-php .php",
        "set": "SetHandler application/x-httpd-php",
    }
    body = ""
    for name, lines in ways.items():
        written(tmp_path, f"www/{name}/x.php", PHP)
        body += f"<Directory {tmp_path}/www/{name}>\n{lines}\n</Directory>\n"
    written(tmp_path, "www/pass/x.php", PHP)
    body += f"ProxyPassMatch ^/pass/(.*\\.php)$ fcgi://127.0.0.1:9000{tmp_path}/www/pass/$1\n"
    written(tmp_path, "www/none/x.php", PHP)
    main = written(tmp_path, "main.conf", f"DocumentRoot {tmp_path}/www\n{body}")
    site = Site.of([], read_configuration([main]))
    runs = {name: one.runs for name, one in seen(site, tmp_path / "www").items()}
    assert runs == {f"{name}/x.php": Runs.YES for name in (*ways, "pass")} | {"none/x.php": Runs.NO}


def test_a_handler_without_its_module_shows_the_source(tmp_path: Path) -> None:
    """After mod_php is gone, an AddHandler that stayed behind makes PHP's source public."""
    written(tmp_path, "www/x.php", PHP)
    body = f"DocumentRoot {tmp_path}/www\nAddHandler application/x-httpd-php .php\n"
    main = written(tmp_path, "main.conf", f"LoadModule mime_module x.so\n{body}")
    file = seen(Site.of([], read_configuration([main])), tmp_path / "www")["x.php"]
    assert file.runs is Runs.NO
    assert "shows its source" in Translator("en").render(file.because)
    main = written(tmp_path, "main.conf", f"LoadModule php_module x.so\n{body}")
    assert seen(Site.of([], read_configuration([main])), tmp_path / "www")["x.php"].runs is Runs.YES


def test_a_proxy_makes_it_unknown(tmp_path: Path) -> None:
    """What nginx hands to another server may run there."""
    written(tmp_path, "www/x.php", PHP)
    content = f"server {{ root {tmp_path}/www; location / {{ proxy_pass http://127.0.0.1:8080; }} }}\n"
    main = written(tmp_path, "n.conf", content)
    assert seen(Site.of([], read_configuration([main])), tmp_path / "www")["x.php"].runs is Runs.UNKNOWN


def test_a_root_outside_the_configuration_is_still_walked(tmp_path: Path) -> None:
    """A folder that no host maps is treated as if nothing was known of it; the aliases of others are left alone."""
    written(tmp_path, "mine/x.php", PHP)
    written(tmp_path, "other/y.php", PHP)
    main = written(tmp_path, "main.conf", f"DocumentRoot {tmp_path}/other\n")
    site = Site.of([WebRootAt(path=str(tmp_path / "mine"), url="http://www.example.jp/m/")], read_configuration([main]))
    files = seen(site, tmp_path)
    assert set(files) == {"mine/x.php"}
    assert files["mine/x.php"].url == "http://www.example.jp/m/x.php"


def test_a_web_root_below_the_document_root(tmp_path: Path) -> None:
    """Only the named folder is walked, with the URL that the document root gives it."""
    for name in ("www/blog/x.php", "www/y.php", "cgi/z.cgi"):
        written(tmp_path, name, PHP)
    main = written(tmp_path, "main.conf", f"DocumentRoot {tmp_path}/www\nScriptAlias /cgi-bin/ {tmp_path}/cgi/\n")
    configuration = read_configuration([main])
    root = WebRootAt(path=str(tmp_path / "www/blog"), url="https://www.example.jp/")
    site = Site.of([root], configuration, also_mapped=False)
    files = seen(site, tmp_path)
    assert {name: one.url for name, one in files.items()} == {"www/blog/x.php": "https://www.example.jp/blog/x.php"}
    assert set(seen(Site.of([root], configuration), tmp_path)) == {"www/blog/x.php", "cgi/z.cgi"}


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/a/../b", "/b"),
        ("/..", None),
        ("/a%2fb", None),
        ("/a%00", None),
        ("/%41//b/./", "/A/b/"),
        ("", "/"),
        ("/a/..", "/"),
        ("/x%", "/x%"),
    ],
)
def test_urls_are_decoded_as_servers_do(url: str, path: str | None) -> None:
    """Dots are resolved, slashes merged; nothing climbs out, and encoded slashes and zeros are refused."""
    assert decode(url) == path


def test_slow_patterns_are_not_compiled() -> None:
    """A stranger's .htaccess cannot make the scan hang; ordinary patterns of servers are understood."""
    for slow in (
        r"(a+)+$",
        r"(a|aa)+$",
        r"(.*)*x",
        r".*.*.*.*.*x",
        r"(?:x{1,9}){1,9}",
        "(",
        "a" * 600,
        r"(a*)\1+(b+){2}",
    ):
        assert expression(slow) is None
    for source, subject in ((r"\.ph(?:ar|p|tml)$", "x.phtml"), (r"^\.ht", ".htaccess"), (r"^[[:alpha:]]+\d?$", "ab1")):
        pattern = expression(source)
        assert pattern is not None
        assert found(pattern, subject)


def test_globs_are_a_shells() -> None:
    """Stars stop at slashes unless they may cross; sets may be negated; odd brackets are letters."""
    assert glob("/home/*/www").match("/home/taro/www")
    assert not glob("/home/*/www").match("/home/a/b/www")
    assert glob("*.bak", crosses=True).match("a.bak")
    assert glob("[!a]x").match("bx")
    assert not glob("[!a]x").match("ax")
    assert glob("a[b").match("a[b")


WORDS = st.sampled_from(
    ["<Files", ">", "</Files>", "<IfModule x>", "</IfModule>", "\\\n", "\n", '"', "'", "Options", "+ExecCGI", "${A}", "AddHandler",
     "RewriteRule", "RewriteEngine On", "^", "[F]", "{", "}", ";", "location", "server", "#", "a", "\0", "é", "include", "~"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    """Whatever stands in a file, a tree or a problem with a line comes out, and a .htaccess never raises."""
    for parse in (
        lambda: apache.parse(source, "x", apache.State()),
        lambda: nginx.parse(source, "x", lambda _pattern, _place: ()),
    ):
        line = 1
        try:
            parse()
        except (apache.SyntaxProblem, nginx.SyntaxProblem) as problem:
            line = problem.place.line
        assert 1 <= line <= source.count("\n") + 1
    htaccess_rules(source, "/srv/.htaccess", frozenset({"all"}), frozenset())


def test_a_file_may_be_one_long_continued_line() -> None:
    """A million continued lines take no quadratic time, and are cut."""
    (directive,) = apache.parse("Alias \\\n" + "aaaaaaaa\\\n" * 200_000, "x", apache.State())
    assert len(directive.arguments[0]) < 100_000


@pytest.mark.parametrize(
    ("more", "certain"),
    [
        ("", True),
        ("<IfModule mod_foo.c>\nInclude grants.conf\n</IfModule>\n", False),
        ("<IfDefine OPEN>\n<Directory /srv>\nRequire all granted\n</Directory>\n</IfDefine>\n", False),
        ("<IfDefine OPEN>\nListen 8080\n</IfDefine>\n", True),
        ("<IfFile /etc/x>\nListen 8080\n</IfFile>\n", False),
        ("Use Grants /srv\n", False),
        ("<If true>\nRequire all granted\n</If>\n", False),
    ],
)
def test_nobody_is_said_only_when_nothing_was_left_out(tmp_path: Path, more: str, certain: bool) -> None:
    """A denial for all is believed when every line was followed; else a grant may stand where it was not looked."""
    root = tmp_path / "www"
    root.mkdir()
    (root / "form.php").write_text(PHP)
    denied = "<Directory />\nRequire all denied\n</Directory>\n"
    main = written(tmp_path, "httpd.conf", f"DocumentRoot {root}\nAddHandler x-php .php\n{denied}{more}")
    site = Site.of([WebRootAt(path=str(root))], read_configuration([main]))
    file = seen(site, root)["form.php"]
    assert (file.runs, file.shown) == ((Runs.NO, Shown.NO) if certain else (Runs.UNKNOWN, Shown.UNKNOWN))


@pytest.mark.parametrize(
    ("said", "front"),
    [
        ("error_page 404 /index.php;", False),
        ("error_page 403 404 /index.php;", False),
        ("error_page 404 = /index.php;", True),
        ("error_page 403 404 =200 /index.php;", True),
        ("error_page 404 = @app; location @app { rewrite ^ /index.php last; }", True),
        ("location / { try_files $uri @app; } location @app { rewrite ^/(.*)$ /index.php?q=$1 last; }", True),
        ("error_page 404 @a; location @a { fastcgi_pass x:1; fastcgi_param SCRIPT_FILENAME /index.php; }", True),
        ("location / { try_files $uri @app; } location @app { proxy_pass http://127.0.0.1:8080; }", False),
    ],
)
def test_what_answers_for_missing_files_is_a_front_controller_only_with_status_200(
    tmp_path: Path,
    said: str,
    front: bool,
) -> None:
    """A plain error page is an entrance; ``=`` and named locations make one page answer for every address."""
    (tmp_path / "index.php").write_text(PHP)
    main = written(tmp_path, "nginx.conf", f"http {{ server {{ root {tmp_path}; {said} }} }}\n")
    site = Site.of([WebRootAt(path=str(tmp_path))], read_configuration([main]))
    assert site.front_controllers == ((str(tmp_path / "index.php"),) if front else ())
