"""Whether visitors come to a file by links, over site trees that are written as dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.evidence import Linked, LinkFacts
from hiyari.forms.links.extract import references
from hiyari.forms.links.graph import LinkGraph
from hiyari.forms.links.places import Places
from hiyari.forms.links.reference import How, Reference, kind_of
from hiyari.model.text import text

ROOT = "/srv/www"
CGI = "/usr/lib/cgi-bin"
HOSTS = frozenset({"www.example.jp"})


def url_of(path: str) -> str | None:
    """A file's address."""
    if path.startswith(f"{CGI}/"):
        return "/cgi-bin" + path[len(CGI) :]
    return path[len(ROOT) :] if path.startswith(f"{ROOT}/") else None


def path_of(url: str) -> str | None:
    """An address's file."""
    return CGI + url[8:] if url.startswith("/cgi-bin/") else ROOT + url


def graph(tree: Mapping[str, str], **more: Any) -> LinkGraph:
    """The graph of a tree: contents by paths, below `ROOT` where they are not absolute."""
    hosts = more.pop("hosts", HOSTS)
    places = Places(url_of=url_of, path_of=path_of, roots=(ROOT, CGI), hosts=hosts)
    files = {path if path.startswith("/") else f"{ROOT}/{path}": data for path, data in tree.items()}
    made = LinkGraph(files, places, **more)
    for path, data in files.items():
        made.add(path, references(data.encode("utf-8", "surrogateescape"), kind_of(path)))
    return made


def facts(tree: Mapping[str, str], path: str, **more: Any) -> LinkFacts:
    """What a tree's graph tells of one file."""
    return graph(tree, **more).facts(path if path.startswith("/") else f"{ROOT}/{path}")


def test_depth_is_the_number_of_links_from_an_entrance() -> None:
    """The index has depth 0, what it links to 1; who links is told, the nearest to an entrance first."""
    tree = {
        "index.html": '<a href="a.html">', "a.html": '\n<a href="b.html">', "b.html": "", "old.html": '<a href="b.html">',
    }  # fmt: skip
    made = graph(tree)
    assert [made.facts(f"{ROOT}/{name}").depth for name in ("index.html", "a.html", "b.html")] == [0, 1, 2]
    found = made.facts(f"{ROOT}/b.html")
    assert [(one.path, one.line, one.how) for one in found.by] == [
        (f"{ROOT}/a.html", 2, "href"),
        (f"{ROOT}/old.html", 1, "href"),
    ]


def test_orphans_that_only_link_one_another_are_orphans() -> None:
    """A cluster that no entrance leads to stays unlinked, and each tells who links to it."""
    tree = {"index.html": "", "one.html": '<a href="form.php">', "form.php": '<a href="one.html">'}
    found = facts(tree, "form.php")
    assert found.linked is Linked.NO
    assert [one.path for one in found.by] == [f"{ROOT}/one.html"]


SURE = [
    ("index.html", '<a href="/form.php">', "form.php"),
    ("index.html", '<a href="//www.example.jp/form.php">', "form.php"),
    ("index.html", '<a href="https://WWW.EXAMPLE.JP:443/form.php?a=b">', "form.php"),
    ("index.html", '<a href="f%6frm.php">', "form.php"),
    ("index.html", '<a href="%E5%95%8F.php">', "問.php"),
    ("index.html", '<a href="contact/">', "contact/index.php"),
    ("index.html", '<a href="contact">', "contact/index.php"),
    ("index.html", '<a href="form.php/step/2">', "form.php"),
    ("index.html", '<a href="./x/../form.php">', "form.php"),
    ("index.html", '<base href="/sub/"><a href="form.php">', "sub/form.php"),
    ("index.html", '<base href="https://www.example.jp/sub/"><a href="form.php">', "sub/form.php"),
    ("index.html", '<form action="/cgi-bin/mail.cgi">', f"{CGI}/mail.cgi"),
    ("index.html", '<meta http-equiv="refresh" content="0;url=form.php">', "form.php"),
    ("index.html", '<!--#include virtual="/form.php" -->', "form.php"),
    ("index.php", "<?php include 'form.php';", "form.php"),
    ("index.php", f"<?php include '{CGI}/mail.cgi';", f"{CGI}/mail.cgi"),
    ("index.php", "<?php include $_SERVER['DOCUMENT_ROOT'] . '/form.php';", "form.php"),
    ("index.php", '<a href="<?= $base ?>/form.php">', "form.php"),
    ("index.php", "<?php header('Location: form.php');", "form.php"),
    (".htaccess", "ErrorDocument 404 /form.php", "form.php"),
    (".htaccess", "DirectoryIndex form.php", "form.php"),
    ("sub/.htaccess", "RewriteRule ^f$ form.php", "sub/form.php"),
    ("robots.txt", "Sitemap: https://www.example.jp/form.php", "form.php"),
    ("sitemap.xml", "<urlset><url><loc>https://www.example.jp/form.php</loc></url></urlset>", "form.php"),
    ("/etc/cron.d/site", f"0 * * * * www php {ROOT}/form.php", "form.php"),
    ("/etc/cron.d/site", "0 * * * * www curl http://localhost/form.php", "form.php"),
]


@pytest.mark.parametrize(("source", "data", "target"), SURE)
def test_every_way_to_name_a_file_leads_to_it(source: str, data: str, target: str) -> None:
    """Relative, absolute and complete addresses, directories, PATH_INFO, percent-encoding, paths on the disk."""
    tree = {target: "", source: data}
    assert facts(tree, target).linked is Linked.YES


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("index.html", '<a href="https://www.example.com/form.php">'),
        ("index.html", '<!-- <a href="form.php"> -->'),
        ("index.html", '<a href="nothing/form.php/../../x.php">'),
        ("index.html", '<a href="sub/form.html">'),
        ("robots.txt", "User-agent: *\nDisallow: /form.php"),
        ("old.html", '<a href="form.php">'),
        ("index.php", "<?php // include 'form.php';"),
        (".htaccess", "RewriteRule ^(.*)$ https://www.example.jp/$1 [R=301,L]"),
    ],
)
def test_what_is_no_link_does_not_lead_to_it(source: str, data: str) -> None:
    """Other sites, comments, what robots are kept from, orphans, and the way to another host name."""
    assert facts({"index.html": "", "form.php": "", source: data}, "form.php").linked is Linked.NO


def test_a_comment_is_noted() -> None:
    """A link in a comment is told, as what it is."""
    found = facts({"index.html": '<!-- <a href="form.php"> -->', "form.php": ""}, "form.php")
    assert [one.how for one in found.by] == [How.COMMENT]


def test_relative_names_in_scripts_and_templates_start_from_the_page() -> None:
    """A script's requests and a template's links are resolved beside the pages that use them, by way of others too."""
    tree = {
        "index.html": '<a href="sub/">',
        "sub/index.php": '<?php include "../inc/menu.php";',
        "inc/menu.php": '<?php include "links.php"; ?><script src="/js/app.js"></script>',
        "inc/links.php": '<a href="form.php">',
        "js/app.js": 'fetch("send.php")',
        "sub/form.php": "",
        "sub/send.php": "",
        "js/send.php": "",
    }
    made = graph(tree)
    assert made.facts(f"{ROOT}/js/send.php").linked is Linked.YES
    assert made.facts(f"{ROOT}/sub/form.php").linked is Linked.YES
    assert made.facts(f"{ROOT}/sub/send.php").linked is Linked.YES


MAYBE = [
    ({"index.php": "<?php include $page . '.php';"}, "may/form.php"),
    ({"index.php": "<?php include 'may/' . $page . '.php';"}, "may/form.php"),
    ({"index.php": "<?php include $page;"}, "may/form.php"),
    ({"index.php": '<a href="<?= $x ?>.php">'}, "may/form.php"),
    ({"index.html": '<script src="a.js"></script>', "a.js": 'go("/may/" + name + ".php")'}, "may/form.php"),
    ({"index.html": '<script src="js/a.js"></script>', "js/a.js": 'go(name + ".php")'}, "may/form.php"),
    ({"index.html": '<script src="js/a.js"></script>', "js/a.js": 'var x = "form.php"'}, "may/form.php"),
    ({"index.html": '<a href="FORM.php">'}, "form.php"),
    ({".htaccess": "RewriteRule ^(.*)$ index.php [L]"}, "form.php"),
    ({".htaccess": "FallbackResource /index.php"}, "form.php"),
    ({".htaccess": "RewriteRule ^(.*)\\.html$ $1.php"}, "form.php"),
    ({"may/.htaccess": "Options +Indexes"}, "may/form.php"),
    ({"wp-includes/version.php": "", "wp-admin/admin-ajax.php": ""}, "form.php"),
    ({"blog/wp-includes/version.php": "", "blog/wp-admin/admin-ajax.php": ""}, "/usr/lib/cgi-bin/mail.cgi"),
    (
        {"index.php": '<a href="<?= $x ?>.php">', "may/form.php": '<a href="next.html">', "may/next.html": ""},
        "may/next.html",
    ),
]


@pytest.mark.parametrize(("tree", "target"), MAYBE)
def test_what_may_be_linked_is_unknown_with_the_reason(tree: Mapping[str, str], target: str) -> None:
    """Names made at run time, catch-all rules, listings and systems with a database leave it open, and say why."""
    found = facts({target: "", "index.html": "", **tree}, target)
    assert found.linked is Linked.UNKNOWN
    assert found.why is not None


@pytest.mark.parametrize(
    ("tree", "target"),
    [
        ({"index.php": "<?php include 'may/' . $page . '.php';"}, "form.php"),
        ({"index.php": "<?php include 'may/' . $page . '.html';"}, "may/form.php"),
        ({"index.php": '<a href="<?= $url ?>">'}, "form.php"),
        ({"lib/load.php": "<?php include $class;", "index.php": "<?php include 'lib/load.php';"}, "form.php"),
        ({"old.php": "<?php include $page . '.php';"}, "form.php"),
        ({"may/.htaccess": "Options +Indexes", "may/index.html": ""}, "may/form.php"),
        ({"may/.htaccess": "RewriteRule . index.php"}, "form.php"),
    ],
)
def test_reasons_reach_no_farther_than_they_can(tree: Mapping[str, str], target: str) -> None:
    """What is written of a name bounds what it may mean; an orphan's own code opens nothing."""
    assert facts({target: "", "index.html": "", **tree}, target).linked is Linked.NO


def test_fronts_entrances_and_blind_places_come_from_outside_too() -> None:
    """What a configuration says is told to the graph, and so are addresses that visitors are given."""
    tree = {"index.html": "", "form.php": "", "may/x.php": ""}
    assert facts(tree, "form.php", fronts=[f"{ROOT}/index.php"]).linked is Linked.UNKNOWN
    assert facts(tree, "form.php", entrances=["https://www.example.jp/form.php"]).depth == 0
    assert facts(tree, "form.php", entrances=["/form.php"]).depth == 0
    assert facts(tree, "form.php", entrances=[f"{ROOT}/form.php"]).depth == 0
    made = graph(tree)
    made.blind(text("its pages come from elsewhere"), under=f"{ROOT}/may")
    assert made.facts(f"{ROOT}/may/x.php").linked is Linked.UNKNOWN
    assert made.facts(f"{ROOT}/form.php").linked is Linked.NO


def test_without_host_names_a_complete_address_leaves_it_open() -> None:
    """Where the site's names are not known, any host may be the site's."""
    tree = {"index.html": '<a href="https://www.example.com/form.php">', "form.php": ""}
    assert facts(tree, "form.php", hosts=frozenset()).linked is Linked.UNKNOWN


def test_a_page_with_too_many_links_leaves_everything_open() -> None:
    """What was not read may link to anything."""
    made = graph({"index.html": "", "form.php": ""})
    made.add(f"{ROOT}/index.html", [Reference("*", 1, How.CUT)])
    assert made.facts(f"{ROOT}/form.php").linked is Linked.UNKNOWN


def test_a_file_that_was_not_given_is_unknown() -> None:
    """No facts are made up."""
    assert facts({"index.html": ""}, "form.php").linked is Linked.UNKNOWN


NAMES = ["index.html", "a.html", "b.php", "sub/index.html", "sub/c.php", "js/d.js", "e.html"]


def _pages(links: Sequence[tuple[int, int]]) -> dict[str, str]:
    tree = dict.fromkeys(NAMES, "")
    for source, target in links:
        tree[NAMES[source]] += f'<a href="/{NAMES[target]}">\n'
    return tree


def _reachable(links: Sequence[tuple[int, int]]) -> set[int]:
    found = {0}
    for _ in NAMES:
        found |= {target for source, target in links if source in found}
    return found


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
@settings(max_examples=200)
def test_links_are_followed_like_a_crawler_does(links: list[tuple[int, int]]) -> None:
    """Over random sites, linked is exactly what a crawler finds; everything else is an orphan."""
    made = graph(_pages(links))
    crawled = _reachable(links)
    for number, name in enumerate(NAMES):
        assert (made.facts(f"{ROOT}/{name}").linked is Linked.YES) is (number in crawled)


@given(st.lists(st.sampled_from(
    ["../", "/", "//", "%", "%2e", "%00", "*", ".php", "x", "\udce3", "http://", "[", "]:", "www.example.jp", "?", ";", " ", "sub"]
), max_size=8).map("".join), st.sampled_from(list(How)))  # fmt: skip
@settings(max_examples=300)
def test_hostile_targets_lead_nowhere_and_break_nothing(target: str, how: How) -> None:
    """Whatever a page names, facts are given and stay within the known files."""
    made = graph({"index.html": "", "sub/x.php": ""})
    made.add(f"{ROOT}/index.html", [Reference(target, 1, how)])
    known: Callable[[str], LinkFacts] = made.facts
    assert all(one.path.startswith(ROOT) for one in known(f"{ROOT}/sub/x.php").by)
