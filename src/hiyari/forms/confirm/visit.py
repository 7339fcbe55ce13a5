"""One request to a script as a web server hands it over: CGI variables and a body (RFC 3875), as pure values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urlsplit

from hiyari.forms.confirm import uploads

HOST = "www.hiyari.invalid"
CLIENT = "192.0.2.1"
MAX_COOKIES = 20
MAX_COOKIE_LINE = 16_384
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
"""In the sandbox, whom scripts trust for TLS."""
PLAIN = " @,:/!*'()$`|\"<>{}^-._~\\?"
"""Not ``;``, which separates fields for CGI.pm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where the script lies for the web server."""

    path: str
    """Of the file, absolute."""
    root: str
    url: str
    """The path of its URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a client asks for."""

    method: str
    """``GET`` or ``POST``."""
    values: tuple[tuple[bytes, bytes], ...] = ()
    cookies: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    """What stands behind the question mark of a form's action or a redirect."""
    came_from: str | None = None
    """The path of the page that it comes from; None: the same."""
    referer: bool = True
    """Whether it says which page it comes from."""
    json: bool = False
    """Whether the values are sent as a JSON object."""
    multipart: bool = False
    """Whether they are sent as multipart/form-data, with files."""


def page_of(path: str, root: str, url: str | None) -> Page:
    """The page that a file is; without a known URL, one made from its place under the web root."""
    below = path.removeprefix(root.rstrip("/")) or "/form"
    return Page(
        path=path,
        root=root,
        url=urlsplit(url).path if url else quote_from_bytes(below.encode("utf-8", "surrogateescape")),
    )


def urlencoded(values: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Names and values as an attacker sends them: plain where decoding changes nothing; not every script decodes."""
    return "&".join(f"{_plain(name)}={_plain(value)}" for name, value in values).encode("ascii")


def _plain(octets: bytes) -> str:
    return quote_from_bytes(octets, PLAIN).replace(" ", "+")


def environment(page: Page, visit: Visit) -> dict[str, str]:
    """The CGI variables of a visit, and the few others that an interpreter needs."""
    sent = urlencoded(tuple(uploads.plain(dict(visit.values)).items()))
    post = visit.method == "POST"
    query = "&".join(part for part in (visit.query, "" if post else sent.decode("ascii")) if part)
    variables = {
        "PATH": "/hiyari/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",  # noqa: S108 - the sandbox's own
        "HOME": "/tmp",  # noqa: S108
        "SSL_CERT_FILE": CERTIFICATES,
        "NODE_EXTRA_CA_CERTS": CERTIFICATES,
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_SOFTWARE": "Apache",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_ADDR": "192.0.2.80",
        "SERVER_ADMIN": f"webmaster@{HOST}",
        "HTTPS": "on",
        "HTTP_HOST": HOST,
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "HTTP_ACCEPT": "text/html,*/*",
        "HTTP_ACCEPT_LANGUAGE": "ja,en;q=0.5",
        "HTTP_REFERER": f"https://{HOST}{visit.came_from or page.url}",
        "HTTP_ORIGIN": f"https://{HOST}",
        "REMOTE_ADDR": CLIENT,
        "REMOTE_PORT": "40000",
        "DOCUMENT_ROOT": page.root,
        "SCRIPT_NAME": page.url,
        "SCRIPT_FILENAME": page.path,
        "REQUEST_URI": f"{page.url}?{query}" if query else page.url,
        "REQUEST_SCHEME": "https",
        "REDIRECT_STATUS": "200",
        "REQUEST_METHOD": visit.method,
        "QUERY_STRING": query,
    }
    if post:
        variables |= {"CONTENT_TYPE": _type(visit), "CONTENT_LENGTH": str(len(body(visit)))}
    if not visit.referer:
        del variables["HTTP_REFERER"]
    if visit.cookies:
        cookies = "; ".join(f"{name}={value}" for name, value in visit.cookies.items())
        variables["HTTP_COOKIE"] = cookies[:MAX_COOKIE_LINE]
    return variables


def body(visit: Visit) -> bytes:
    """What stands on the script's input."""
    if visit.method != "POST":
        return b""
    values = dict(visit.values)
    if visit.multipart:
        return uploads.multipart(values)
    if not visit.json:
        return urlencoded(tuple(uploads.plain(values).items()))
    return json.dumps(
        {
            name.decode("utf-8", "replace"): value.decode("utf-8", "replace")
            for name, value in uploads.plain(values).items()
        }
    ).encode("ascii")


def _type(visit: Visit) -> str:
    if visit.multipart:
        return f"multipart/form-data; boundary={uploads.BOUNDARY}"
    return "application/json" if visit.json else "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A script's HTTP answer."""

    cookies: Mapping[str, str]
    page: bytes
    status: int = 200
    place: str | None = None
    """Where it leads on to (Location)."""


def answered(out: bytes) -> Answered:
    """The answer's cookies and page; output without a header section is all page."""
    found = re.match(rb"(?s)(.{0,65536}?)\r?\n\r?\n(.*)", out)
    head, page = (found[1], found[2]) if found is not None else (b"", out)
    cookies: dict[str, str] = {}
    for line in re.findall(rb"(?im)^Set-Cookie:[ \t]{0,9}([\w.\-]{1,100})=([\x21-\x3a\x3c-\x7e]{0,1000})", head)[
        :MAX_COOKIES
    ]:
        cookies[line[0].decode("ascii", "ignore")] = line[1].decode("ascii")
    place = re.search(rb"(?im)^Location:[ \t]{0,9}([\x21-\x7e]{1,1000})", head)
    status = re.search(rb"(?im)^Status:[ \t]{0,9}(\d{3})\b", head)
    return Answered(
        cookies=cookies,
        page=page,
        status=int(status[1]) if status is not None else 302 if place is not None else 200,
        place=place[1].decode("ascii") if place is not None else None,
    )
