"""Of what comes out of code that nobody knows, and of mappings that are put into others."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read


def _header(source: str, language: Language) -> bool:
    return Ability.HEADER in read(source.encode(), language).abilities


@pytest.mark.parametrize(
    ("command", "open_"),
    [
        ('$(httpd -d "${QUERY_STRING#from=}")', True),
        ('$(busybox httpd -d "$QUERY_STRING")', True),
        ('$(/usr/local/bin/urldec "$QUERY_STRING")', True),
        ('$(printf %s "$QUERY_STRING" | urldec)', True),
        ('$(httpd -d "$QUERY_STRING" | tr -d "\\r\\n")', False),
        ('$(echo "$QUERY_STRING" | cut -d= -f2)', False),
        ('$(basename "$QUERY_STRING")', False),
    ],
)
def test_a_command_that_nobody_knows_may_decode(command: str, open_: bool) -> None:
    """A line of the request holds encoded line breaks: what decodes them is not always called urldecode."""
    sends = 'printf "To: office@example.jp\\nFrom: %s\\n\\nhi" "$from" | sendmail -t\n'
    assert _header(f"#!/bin/sh\nfrom={command}\n{sends}", Language.SHELL) is open_


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ('$f = my_decode($_SERVER["QUERY_STRING"]);', True),
        ('$f = Util::dec($_SERVER["REQUEST_URI"]);', True),
        ('$f = htmlspecialchars($_SERVER["QUERY_STRING"]);', False),
        ('$f = trim($_SERVER["HTTP_USER_AGENT"]);', False),
        ('$q = $_SERVER["QUERY_STRING"]; if (!preg_match("/^[a-z]+\\z/", $q)) exit; $f = dec($q);', False),
        ('if (strpbrk($_POST["f"], "\\r\\n") !== false) exit; $f = $_POST["f"];', False),
        ('if (strpbrk($_POST["f"], "\\r;") !== false) exit; $f = $_POST["f"];', True),
    ],
)
def test_a_function_that_nobody_knows_may_decode(line: str, open_: bool) -> None:
    """What is the language's own decodes only where its name says so; what a check has kept out stays out."""
    assert _header(f'<?php\n{line}\nmail("office@example.jp", "x", "y", "From: $f");\n', Language.PHP) is open_


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ("opts.update(c.params); f = opts['email'].first", True),
        ("opts.merge!(c.params); f = opts['email'].first", True),
        ("f = opts.merge(c.params)['email'].first", True),
        ("opts.update(c.params) { |k, a, b| a }; f = opts['email'].first", True),
        ("opts.update('email' => c['email']); f = opts['email']", True),
        ("opts.update('subject' => c['email']); f = opts['email']", False),
        ("opts = c.params; opts.update('email' => ['w@example.jp']); f = opts['email'].first", False),
    ],
)
def test_a_mapping_that_takes_in_the_request_holds_it(line: str, open_: bool) -> None:
    """Ruby's ``update`` and ``merge!``: any key may be the request's, those written down are what is written."""
    sends = 'Net::SMTP.start("l") { |s| s.send_message("From: #{f}\\n\\nhi", "w@example.jp", "office@example.jp") }\n'
    head = "require 'cgi'; require 'net/smtp'\nc = CGI.new\nopts = { 'subject' => ['x'] }\n"
    assert _header(f"{head}{line}\n{sends}", Language.RUBY) is open_


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ("const f = new URLSearchParams(req.url.split('?')[1]).get('email');", True),
        ("const q = Object.fromEntries(new URLSearchParams(req.url.split('?')[1])); const f = q.email;", True),
        ("let f = ''; for (const [k, v] of new URLSearchParams(req.url.slice(2))) f = v;", True),
        ("const f = new URLSearchParams({ email: 'w@example.jp' }).get('email');", False),
        ("const f = new URLSearchParams(req.url).get('email').replace(/[\\r\\n]/g, '');", False),
    ],
)
def test_url_search_params_decode(line: str, open_: bool) -> None:
    """JavaScript's ``URLSearchParams`` gives fields with the line breaks that the URL had encoded."""
    sends = "sm.stdin.end(`To: office@example.jp\\nFrom: ${f}\\n\\nhi`);"
    head = "const http = require('http'); const { spawn } = require('child_process');\n"
    body = f"http.createServer((req, res) => {{ {line} const sm = spawn('/usr/sbin/sendmail', ['-t']); {sends} }});\n"
    assert _header(head + body, Language.JAVASCRIPT) is open_
