"""Access logs: every format, every hostile request, and no line that breaks a reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.logfiles.access import LOCAL, AccessLog, formats, recognise, trusting
from hiyari.logfiles.request import Request, When, client_of, target_of, unescaped
from hiyari.logfiles.stamps import SECOND, Stamps

AT = int(datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC).timestamp()) * SECOND
STAMP = "26/Nov/2026:19:48:25 +0900"
CLIENT, REFERER, AGENT = "198.51.100.7", "https://www.example.jp/", "Mozilla/5.0 (X11; Linux x86_64)"
COMMON = f'{CLIENT} - - [{STAMP}] "POST /contact.php?x=1&y=? HTTP/1.1" 200 512'
COMBINED = f'{COMMON} "{REFERER}" "{AGENT}"'
EXPECTED = Request(AT, None, CLIENT, "POST", "/contact.php", "x=1&y=?", 200, 512, REFERER, AGENT)
NGINX_TELL = f'{CLIENT} - - [{STAMP}] "GET /robots.txt HTTP/1.1" 499 0 "-" "-"'
APACHE_TELL = f'{CLIENT} - - [{STAMP}] "GET /robots.txt HTTP/1.1" 304 - "-" "-"'

JSON_NGINX = json.dumps(
    {
        "@timestamp": "2026-11-26T19:48:25+09:00", "remote_addr": CLIENT,
        "request": "POST /contact.php?x=1&y=? HTTP/1.1",
        "status": "200", "body_bytes_sent": 512, "http_referer": REFERER, "http_user_agent": AGENT,
        "host": "www.example.jp",
    }
)  # fmt: skip
JSON_URI = json.dumps(
    {
        "msec": "1795690105.250", "remote_addr": CLIENT, "request_method": "POST",
        "request_uri": "/contact.php?x=1&y=?",
        "status": 200, "body_bytes_sent": "512", "http_referer": REFERER, "http_user_agent": AGENT,
        "http_host": "www.example.jp:8443",
    }
)  # fmt: skip
JSON_APACHE = json.dumps(
    {
        "time": f"[{STAMP}]", "remoteIP": CLIENT, "host": "www.example.jp", "request": "/contact.php",
        "query": "?x=1&y=?",
        "method": "POST", "status": "200", "userAgent": AGENT, "referer": REFERER, "bytes_sent": "512",
    }
)  # fmt: skip
JSON_CADDY = json.dumps(
    {
        "level": "info", "ts": 1795690105.2500005, "logger": "http.log.access.log0", "msg": "handled request",
        "request": {
            "remote_ip": "10.0.0.1", "remote_port": "41342", "client_ip": CLIENT, "proto": "HTTP/2.0", "method": "POST",
            "host": "www.example.jp", "uri": "/contact.php?x=1&y=?",
            "headers": {"User-Agent": [AGENT], "Referer": [REFERER]},
        },
        "bytes_read": 3, "duration": 0.01, "size": 512, "status": 200, "resp_headers": {"Server": ["Caddy"]},
    }
)  # fmt: skip
HERE = EXPECTED._replace(site="www.example.jp")


def read(lines: list[str]) -> tuple[str, When, list[Request]]:
    """Recognise and read them."""
    form = recognise(lines)
    assert form is not None
    log = AccessLog(form, Stamps(ZoneInfo("Asia/Tokyo")))
    requests = list(log.read(lines))
    assert log.counts.lines == len(lines)
    assert log.counts.understood == len(requests)
    return form.name, form.when, requests


@pytest.mark.parametrize(
    ("lines", "name", "when", "expected"),
    [
        ([COMMON], "apache common", When.RECEIVED, EXPECTED._replace(referer=None, agent=None)),
        ([COMBINED], "combined", When.EITHER, EXPECTED),
        ([COMBINED, APACHE_TELL], "apache combined", When.RECEIVED, EXPECTED),
        ([COMBINED, NGINX_TELL], "nginx combined", When.WRITTEN, EXPECTED),
        ([f"www.example.jp:443 {COMBINED}"], "apache vhost_combined", When.RECEIVED, HERE),
        ([f"www.example.jp {COMBINED}"], "apache sites", When.RECEIVED, HERE),
        ([f'{COMBINED} "203.0.113.9"'], "combined, X-Forwarded-For", When.EITHER, EXPECTED),
        ([f'{COMBINED} "-"', f'{NGINX_TELL} "-"'], "nginx combined, X-Forwarded-For", When.WRITTEN, EXPECTED),
        ([f'{COMBINED} 0.012 "other field"'], "combined", When.EITHER, EXPECTED),
        ([JSON_NGINX], "nginx JSON", When.WRITTEN, HERE),
        ([JSON_URI], "nginx JSON", When.WRITTEN, HERE._replace(at=AT + 250_000)),
        ([JSON_APACHE], "Apache JSON", When.RECEIVED, HERE),
        ([JSON_CADDY], "Caddy", When.WRITTEN, HERE._replace(at=AT + 250_000)),
    ],
)
def test_every_format_is_recognised_and_read(lines: list[str], name: str, when: When, expected: Request) -> None:
    """The same request in each of them; the stamp's meaning is the server's."""
    known, meaning, requests = read(lines)
    assert (known, meaning) == (name, when)
    assert requests[0] == expected
    assert len(requests) == len(lines)


@pytest.mark.parametrize(
    ("request_line", "status", "expected"),
    [
        (r"\x16\x03\x01\x02\x00\x01\xfc\x03\x03", 400, (None, r"\x16\x03\x01\x02\x00\x01\xfc\x03\x03", None)),
        ("", 400, (None, None, None)),
        ("-", 408, (None, None, None)),
        ("CONNECT mail.example.com:25 HTTP/1.1", 405, ("CONNECT", "mail.example.com:25", None)),
        ("GET http://www.example.com/?a=b HTTP/1.1", 404, ("GET", "http://www.example.com/", "a=b")),
        ("GET /a b c?d e HTTP/1.1", 400, ("GET", "/a b c", "d e")),
        ("GET /", 200, ("GET", "/", None)),
        ("GET / HTTP/1.1", 200, ("GET", "/", None)),
        ("GET /? HTTP/1.1", 200, ("GET", "/", "")),
        (r"GET /\"><script> HTTP/1.1", 404, ("GET", r"/\"><script>", None)),
        (r"GET /\x22\x5C HTTP/1.1", 404, ("GET", r"/\x22\x5C", None)),
        (r"GET /\\ HTTP/1.1", 404, ("GET", r"/\\", None)),
        ("SSH-2.0-Go", 400, (None, "SSH-2.0-Go", None)),
        (f"GET /] [{STAMP}] HTTP/1.1", 404, ("GET", f"/] [{STAMP}]", None)),
        ("GET /" + "a" * 60_000 + " HTTP/1.1", 414, ("GET", "/" + "a" * 60_000, None)),
    ],
)  # fmt: skip
def test_hostile_requests_are_read_as_they_were_logged(
    request_line: str, status: int, expected: tuple[str | None, str | None, str | None]
) -> None:
    """Bytes of TLS, nothing, quotes, brackets, long paths; the fields after the request stay where they are."""
    _, _, requests = read([f'{CLIENT} - - [{STAMP}] "{request_line}" {status} 5 "{REFERER}" "say \\"x\\" 200 7"'])
    assert [(one.method, one.path, one.query) for one in requests] == [expected]
    assert (requests[0].status, requests[0].bytes, requests[0].agent) == (status, 5, r"say \"x\" 200 7")


@pytest.mark.parametrize("user", ["-", "tanaka", "Taro Tanaka", "a] b", '""', f"x [{STAMP}]", "日本"])
def test_a_users_name_may_hold_anything(user: str) -> None:
    """Blanks and brackets in it move no field."""
    _, _, requests = read([COMBINED.replace(" - - ", f" - {user} ")])
    assert requests == [EXPECTED]


@pytest.mark.parametrize(
    "line",
    [
        "", "x", COMBINED[:60], COMBINED.replace("Nov", "Nox"), COMBINED.replace("26/Nov", "31/Nov"),
        COMBINED.replace(" 200 ", " 20x "), f'{CLIENT} - - [{STAMP}] "GET /a"b HTTP/1.1" 200 5 "-" "-"',
        "{", "{}", "[]", "{" * 50_000,
        f'{CLIENT} - - [{STAMP}] "' + "a" * 65_000, '" ' * 30_000, "\\" * 60_000, JSON_CADDY[:-1], '{"status": 1e999}',
        JSON_CADDY.replace("1795690105.2500005", "1e400"), JSON_NGINX.replace('"200"', '"²"'),
        JSON_NGINX.replace("-11-", "-13-"),
        '{"request":' * 30_000, '{"status":' + "9" * 10_000 + "}", JSON_NGINX.replace('"200"', '"' + "9" * 6000 + '"'),
    ],
)  # fmt: skip
def test_what_is_no_line_of_a_format_is_counted_and_kept(line: str) -> None:
    """Cut, damaged, binary, deep: never an error, never a request, and it costs no time to speak of."""
    for form in formats():
        log = AccessLog(form, Stamps(UTC))
        assert list(log.read([line])) == []
        assert (log.counts.lines, log.counts.understood, log.counts.strange) == (1, 0, [line])


def test_apaches_escapes_in_json_are_read_though_json_knows_none() -> None:
    r"""``\x16``, ``\v`` and ``\"`` side by side."""
    line = JSON_APACHE.replace('"/contact.php"', r'"\x16\x03\v\"\\x"').replace('"POST"', '"-"')
    _, when, requests = read([line])
    assert when is When.RECEIVED
    assert requests[0].path == '\\x16\\x03\\v"\\x'


def test_a_log_of_something_else_is_not_recognised() -> None:
    """Mail, nothing, and mostly nonsense."""
    assert recognise([]) is None
    assert recognise(["Nov 26 19:48:25 relay1 postfix/qmgr[1]: 4D0: removed"] * 3) is None
    assert recognise([COMBINED, *["junk"] * 3]) is None
    assert recognise([COMBINED, "junk"]) is not None


def test_forwarded_for_is_believed_from_its_end_and_of_proxies_only() -> None:
    """What a client says of itself is not: only what a trusted proxy appended."""
    trusted = trusting([*LOCAL, "203.0.113.0/24"])
    assert client_of("10.0.0.1", "198.51.100.7", trusted) == "198.51.100.7"
    assert client_of("10.0.0.1", "192.0.2.66, 198.51.100.7", trusted) == "198.51.100.7"
    assert client_of("10.0.0.1", "198.51.100.7, 203.0.113.9", trusted) == "198.51.100.7"
    assert client_of("::ffff:10.0.0.1", "2001:db8::7", trusted) == "2001:db8::7"
    assert client_of("198.51.100.7", "192.0.2.66", trusted) == "198.51.100.7"
    assert client_of("10.0.0.1", "-", trusted) == "10.0.0.1"
    assert client_of("10.0.0.1", ",".join(["10.0.0.2"] * 40_000), trusted) == "10.0.0.2"
    proxied = COMBINED.replace(CLIENT, "10.0.0.1") + ' "198.51.100.7, 203.0.113.9"'
    assert read([proxied])[2] == [EXPECTED._replace(client="203.0.113.9")]


def test_escapes_are_undone_for_a_comparison_only() -> None:
    """Of both servers, also where they stand for half a character."""
    assert unescaped(r"/\xe6\x97\xa5\x22\"\\x41\n") == '/日""\\x41\n'
    assert unescaped(r"/\xE6\x97") == r"/\xe6\x97"
    assert unescaped("/%41") == "/%41"
    assert target_of("GET /%41 HTTP/1.1")[1] == "/%41"


WORDS = st.text(st.characters(codec="utf-8", exclude_characters='\n\r"\\'), max_size=30)
TARGETS = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"\\?'), min_size=1, max_size=30
)


REQUESTS = st.builds(
    Request,
    at=st.integers(0, 4_000_000_000).map(lambda second: second * SECOND),
    site=st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,5}){1,2}", fullmatch=True),
    client=st.ip_addresses().map(str),
    method=st.sampled_from(["GET", "POST", "PROPFIND"]),
    path=TARGETS.map(lambda path: f"/{path}"),
    query=st.none() | TARGETS,
    status=st.integers(100, 599),
    bytes=st.integers(0, 10**12),
    referer=st.none() | WORDS.filter(lambda one: one != "-"),
    agent=st.none() | WORDS.filter(lambda one: one != "-"),
)


@given(request=REQUESTS)
def test_access_round_trip(request: Request) -> None:
    """Any request that is written as Apache writes it is read as the same request."""
    at, site, client, method, path, query, status, size, referer, agent = request
    wall = datetime.fromtimestamp(at // SECOND, UTC)
    target = f"{path}" + ("" if query is None else f"?{query}")
    line = (
        f'{site}:80 {client} - - [{wall:%d/%b/%Y:%H:%M:%S} +0000] "{method} {target} HTTP/1.1" {status} {size or "-"} '
        f'"{"-" if referer is None else referer}" "{"-" if agent is None else agent}"'
    )
    assert read([line])[2] == [request]


@given(line=st.text(max_size=120))
def test_junk_breaks_no_format(line: str) -> None:
    """Whatever text: understood or counted."""
    for form in formats():
        log = AccessLog(form, Stamps(UTC))
        for prefix in ("", f'{CLIENT} - - [{STAMP}] "', '{"status": 200, "remote_addr": "::1", "time": '):
            assert len(list(log.read([prefix + line]))) in {0, 1}
