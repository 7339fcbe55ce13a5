"""What one file refers to."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.language import Language
from hiyari.forms.links.extract import MOST, references
from hiyari.forms.links.reference import How, Kind, kind_of

HTML = [
    ('<a href="x.html#top">', "x.html", How.HREF),
    ("<A HREF='x.html?page=1'>", "x.html", How.HREF),
    ("<a href=x.html>", "x.html", How.HREF),
    ('<a href = "x.html">', "x.html", How.HREF),
    ('<form action="/cgi-bin/mail.cgi" method="post">', "/cgi-bin/mail.cgi", How.ACTION),
    ('<button formaction="send.php">', "send.php", How.ACTION),
    ('<a data-url="/form/">', "/form/", How.DATA),
    ('<div data-form="form.php">', "form.php", How.LITERAL),
    ('<meta http-equiv="refresh" content="0; URL=next.html">', "next.html", How.REFRESH),
    ('<iframe src="frame.html">', "frame.html", How.SRC),
    ('<img srcset="a.png 1x, b.png 2x">', "a.png", How.SRC),
    ('<base href="/sub/">', "/sub/", How.BASE),
    ('<option value="other.html">', "other.html", How.LITERAL),
    ('<!--#include virtual="/menu.html" -->', "/menu.html", How.SSI),
    ('<!--#exec cgi="/cgi-bin/count.cgi" -->', "/cgi-bin/count.cgi", How.SSI),
    ('<!-- <a href="old.php"> -->', "old.php", How.COMMENT),
    ('<script><!--\nlocation.href="jump.html"\n//--></script>', "jump.html", How.HREF),
    ('<a href="a.html&#x3F;&amp;">', "a.html", How.HREF),
    ("<a onclick=\"window.open('pop.html')\">", "pop.html", How.SCRIPT),
]
PHP = [
    ("<?php include 'pages/' . $page . '.php';", "pages/*.php", How.INCLUDE),
    ('<?php include "pages/$page.php";', "pages/*.php", How.INCLUDE),
    ("<?php require_once __DIR__ . '/inc/x.php';", "./inc/x.php", How.INCLUDE),
    ("<?php require dirname(dirname(__FILE__)) . '/x.php';", "../x.php", How.INCLUDE),
    ("<?php include $_SERVER['DOCUMENT_ROOT'] . '/z.php';", "/z.php", How.INCLUDE),
    ("<?php require $file;", "*", How.INCLUDE),
    ('<?php header("Location: thanks.html");', "thanks.html", How.REDIRECT),
    ('<?php echo "<a href=\\"contact.php\\">";', "contact.php", How.HREF),
    ("<?php echo '<form action=\"' . $name . '.php\">';", "*.php", How.ACTION),
    ('<a href="<?= $name ?>.php">', "*.php", How.HREF),
    ('<a href="<?php echo $o["base"] ?>/contact.php">', "*/contact.php", How.HREF),
    ("<?php // include 'old.php';", "old.php", How.COMMENT),
    ("<?php\n/* include 'old.php'; */", "old.php", How.COMMENT),
    ("<?php # $x = 'old.php';", "old.php", How.COMMENT),
    ("<?php $next = 'confirm.php';", "confirm.php", How.LITERAL),
    ('<?php system("php /srv/tool.php");', "/srv/tool.php", How.LITERAL),
]
SCRIPTS = [
    ("#!/usr/bin/perl\nrequire './jcode.pl';", "./jcode.pl", How.INCLUDE),
    ('#!/usr/bin/perl\nprint "Location: /thanks.html\\n\\n";', "/thanks.html", How.REDIRECT),
    ("#!/usr/bin/perl\nprint <<E;\n<form action=mail.cgi>\nE", "mail.cgi", How.ACTION),
    ("#!/bin/sh\ncd /srv/www && php tool.php", "/srv/www/tool.php", How.CRON),
    ("#!/bin/sh\ncurl -s http://www.example.jp/cron.php", "http://www.example.jp/cron.php", How.CRON),
]
JAVASCRIPT = [
    ('fetch("api/send")', "api/send", How.SCRIPT),
    ("$.post('/contact/', {})", "/contact/", How.SCRIPT),
    ('x.open("POST", "send")', "send", How.SCRIPT),
    ('axios("mail")', "mail", How.SCRIPT),
    ('$.ajax({type:"POST",url:"send/it"})', "send/it", How.SCRIPT),
    ('form.action="mail.cgi"', "mail.cgi", How.ACTION),
    ('e.setAttribute("action","mail.cgi")', "mail.cgi", How.LITERAL),
    ('var u="https:\\/\\/www.example.jp\\/f.cgi"', "https://www.example.jp/f.cgi", How.LITERAL),
    ('location="/cgi-bin/"+name+".cgi"', "/cgi-bin/*.cgi", How.REDIRECT),
    ('go(name+".cgi")', "*.cgi", How.LITERAL),
    ("go(`/api/${name}.php`)", "/api/*.php", How.LITERAL),
    ('go("forms/"+name)', "forms/*", How.LITERAL),
    ('import("./more.js")', "./more.js", How.MODULE),
    ('  // go("old.php")', "old.php", How.COMMENT),
]
PLAIN = [
    (Kind.CSS, "@import 'a.css';", "a.css", How.STYLE),
    (Kind.CSS, "b { background: url(x.png) }", "x.png", How.STYLE),
    (Kind.ROBOTS, "Sitemap: https://www.example.jp/map.xml", "https://www.example.jp/map.xml", How.SITEMAP),
    (Kind.ROBOTS, "User-agent: *\nDisallow: /cgi-bin/f.cgi", "/cgi-bin/f.cgi", How.ROBOTS),
    (
        Kind.SITEMAP,
        "<urlset><url><loc>\n https://www.example.jp/a.html</loc>",
        "https://www.example.jp/a.html",
        How.SITEMAP,
    ),
    (
        Kind.SITEMAP,
        "<rss><link><![CDATA[https://www.example.jp/a.html]]></link>",
        "https://www.example.jp/a.html",
        How.SITEMAP,
    ),
    (Kind.SITEMAP, "https://www.example.jp/b.html\n", "https://www.example.jp/b.html", How.SITEMAP),
    (Kind.HTACCESS, "ErrorDocument 404 /none.php", "/none.php", How.ERROR),
    (Kind.HTACCESS, "Redirect 301 /old /new.html", "/new.html", How.REDIRECT),
    (Kind.HTACCESS, "RewriteRule ^f$ form.php [L]", "form.php", How.REWRITE),
    (Kind.HTACCESS, "RewriteRule ^(.*)\\.html$ $1.php", "*.php", How.REWRITE),
    (Kind.HTACCESS, "RewriteRule ^(.*)$ index.php [QSA,L]", "index.php", How.FRONT),
    (Kind.HTACCESS, "RewriteRule . /index.php", "/index.php", How.FRONT),
    (Kind.HTACCESS, "RewriteRule ^(.*)$ https://www.example.jp/$1 [R=301,L]", "https://www.example.jp/*", How.REDIRECT),
    (Kind.HTACCESS, "FallbackResource /front.php", "/front.php", How.FRONT),
    (Kind.HTACCESS, "Options +Indexes", ".", How.LISTING),
    (Kind.HTACCESS, 'php_value auto_prepend_file "/srv/lib/first.php"', "/srv/lib/first.php", How.INCLUDE),
    (Kind.CRON, "*/5 * * * * www php /srv/www/x.php", "/srv/www/x.php", How.CRON),
    (Kind.CRON, '0 3 * * * curl -s "http://www.example.jp/y.cgi?a=b"', "http://www.example.jp/y.cgi", How.CRON),
    (Kind.JSON, '{"start_url": "/app/", "form": "mail.php"}', "mail.php", How.LITERAL),
]


@pytest.mark.parametrize(
    ("kind", "source", "target", "how"),
    [
        *((Kind.HTML, *one) for one in HTML),
        *((Kind.PHP, *one) for one in PHP),
        *((Kind.SCRIPT, *one) for one in SCRIPTS),
        *((Kind.JAVASCRIPT, *one) for one in JAVASCRIPT),
        *PLAIN,
    ],
)
def test_every_way_of_naming_a_file_is_found(kind: Kind, source: str, target: str, how: How) -> None:
    """Each kind of file gives the name and the way that it is used, once."""
    found = [(one.target, one.how) for one in references(source.encode(), kind)]
    assert found.count((target, how)) == 1
    assert [one for one in found if one[0] == target] == [(target, how)]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        (Kind.HTML, '<a href="mailto:info@example.jp"><a href="javascript:void(0)"><a href="#top"><a href="">'),
        (Kind.HTML, '<a href="{{ url }}"><img src="data:image/png;base64,AAAA">'),
        (Kind.PHP, '<a href="<?= $url ?>"><?php header("Location: " . $url);'),
        (Kind.JAVASCRIPT, "a=b.length?c:d;src=next;if(a.type=='x')go(a)"),
        (Kind.HTACCESS, "#Redirect / /x.php\nOptions -Indexes\nRewriteRule ^ - [F]\nFallbackResource disabled"),
        (Kind.CRON, "# 1 2 * * * php /srv/old.php"),
        (Kind.BINARY, '<a href="x.html">'),
        (Kind.HTML, '\0\0<a href="x.html">'),
    ],
)
def test_what_names_no_file_is_left_out(kind: Kind, source: str) -> None:
    """Schemes that lead to no file, names of which nothing is written, and binaries give nothing."""
    assert references(source.encode(), kind) == ()


def test_lines_are_counted_from_one() -> None:
    """A reference tells the line that it begins in."""
    found = references(b'<a href="a.html">\n\n<a href="b.html"><a\nhref="a.html">', Kind.HTML)
    assert [(one.target, one.at) for one in found] == [("a.html", 1), ("b.html", 3)]


def test_a_live_link_counts_though_the_same_stands_in_a_comment() -> None:
    """A comment hides its own references only."""
    found = references(b'<!-- <a href="f.php"> -->\n<a href="f.php">', Kind.HTML)
    assert [(one.how, one.at) for one in found] == [(How.COMMENT, 1), (How.HREF, 2)]


def test_compressed_and_wide_files_are_read() -> None:
    """Sitemaps may be compressed, pages may be UTF-16."""
    packed = gzip.compress(b"<urlset><url><loc>https://www.example.jp/a.html</loc></url></urlset>")
    assert [one.target for one in references(packed, Kind.SITEMAP)] == ["https://www.example.jp/a.html"]
    assert [one.target for one in references('<a href="x.html">'.encode("utf-16"), Kind.HTML)] == ["x.html"]
    assert references(packed[:20], Kind.SITEMAP) == ()


def test_too_many_references_are_cut_and_it_is_said() -> None:
    """Behind the limit nothing is read, and the last reference says so."""
    found = references(b"".join(b"<a href=%d.html>\n" % at for at in range(MOST + 5)), Kind.HTML)
    assert len(found) == MOST + 1
    assert found[-1].how is How.CUT
    assert found[-1].at == MOST


def test_names_in_other_encodings_keep_their_octets() -> None:
    """A name in Shift_JIS is the file name of the same octets."""
    (found,) = references('<a href="問合せ.html">'.encode("cp932"), Kind.HTML)
    assert found.target.encode("utf-8", "surrogateescape") == "問合せ.html".encode("cp932")


@pytest.mark.parametrize(
    ("path", "language", "kind"),
    [
        ("/srv/www/a.HTML", None, Kind.HTML),
        ("/srv/www/a.php.bak~", None, Kind.PHP),
        ("/srv/www/logo.png", None, Kind.BINARY),
        ("/srv/www/mail", Language.PERL, Kind.SCRIPT),
        ("/srv/www/page.html", Language.PHP, Kind.PHP),
        ("/srv/www/robots.txt", None, Kind.ROBOTS),
        ("/srv/www/.htaccess", None, Kind.HTACCESS),
        ("/srv/www/sitemap-1.xml.gz", None, Kind.SITEMAP),
        ("/srv/www/all.tar.gz", None, Kind.BINARY),
        ("/var/spool/cron/crontabs/www-data", None, Kind.CRON),
        ("/srv/www/what.unknown", None, Kind.OTHER),
    ],
)
def test_the_name_or_the_language_tells_how_a_file_is_searched(
    path: str, language: Language | None, kind: Kind
) -> None:
    """Endings of copies are looked through; what runs is searched as its language."""
    assert kind_of(path, language) is kind


PIECES = st.sampled_from(
    [b'<a href="', b"src='", b"=", b'"', b"'", b"`", b"\\", b"<?= ", b"?>", b"<!--", b"-->", b"/*", b"*/", b"//", b"\n", b" ",
     b"include ", b"require('", b". $x .", b"+", b".php", b".cgi", b"/", b"x", b"fetch(", b"url:", b"ocation: ", b"<!--#include ",
     b"RewriteRule . ", b"\xff", b"\0", b"{{", b"}}", b"${", b"}"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map(b"".join), st.sampled_from(list(Kind)))
def test_hostile_files_are_read_without_fail(data: bytes, kind: Kind) -> None:
    """Whatever a file holds, lines ascend and lie in it, targets hold no control characters, nothing comes twice."""
    found = references(data, kind)
    lines = [one.at for one in found]
    assert lines == sorted(lines)
    assert all(1 <= line <= data.count(b"\n") + 1 for line in lines) or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    assert not any(character < " " for one in found for character in one.target)
    assert len({(one.target, one.how) for one in found}) == len(found)


@pytest.mark.parametrize(
    "piece", [b"href=", b'href="', b"'/", b'"/"+', b"include(", b"<?", b"/*", b"<!--", b'.php"', b"fetch('", b"`.php`"]
)
def test_long_rubbish_takes_time_in_proportion(piece: bytes) -> None:
    """A quarter of a megabyte of any opening is gone through; a search that backtracks would not come back."""
    for kind in (Kind.HTML, Kind.PHP, Kind.JAVASCRIPT):
        assert len(references(piece * (250_000 // len(piece)), kind)) <= MOST + 1
