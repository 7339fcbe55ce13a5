"""What is known of JavaScript on a server: requests, mail, what cleans and what tests.

Names are those that `hiyari.forms.taint.lower.javascript` gives: ``Request`` is a handler's first parameter,
``Context`` Koa's, ``Event`` that of a serverless platform. "Measured" is with Node.js 20.20 and nodemailer 10.6.1.
Without the flag ``m``, ``$`` in JavaScript is the very end: it lets no line break through.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.languages import files
from hiyari.forms.taint.languages.javascript_mail import MAILERS, SINKS
from hiyari.forms.taint.languages.traits import JAVASCRIPT
from hiyari.forms.taint.tables import BREAKS, Guard, Meaning, Power, Sanitiser, Source, Tables

_LINE: Final = BREAKS | Power.TRAILING_LF
_WORD: Final = _LINE | Power.SHELL | Power.OPTION | Power.SEVERAL
_HEADER: Final = Power.all() & ~_LINE

_BODY: Final = Source(reason="The body of the request, parsed or as it came")
_QUERY: Final = Source(reason="Fields of the query")
_PATH: Final = Source(reason="Parts of the URL, decoded")
_FIELDS: Final = Source(reason="Header fields of the request; Node.js refuses line breaks in them", powers=_HEADER)
_COOKIES: Final = Source(reason="Cookies are decoded, line breaks too")
_URL: Final = Source(reason="The URL as it was sent, still encoded: without line breaks", powers=_HEADER)

_SOURCES: Final = {
    "the handler's arguments": Source(reason="What a request brings to a handler or to a listener of it"),
    "Request": Source(reason="The request as a whole"),
    **dict.fromkeys(
        (
            "Request.body",
            "Request.rawBody",
            "Request.payload",
            "Request.fields",
            "Request.files",
            "Request.file",
            "Request.json",
            "Request.text",
            "Request.formData",
        ),
        _BODY,
    ),
    **dict.fromkeys(("Request.query", "Request.nextUrl"), _QUERY),
    **dict.fromkeys(("Request.params", "Request.param"), _PATH),
    **dict.fromkeys(("Request.headers", "Request.get", "Request.header", "Request.hostname"), _FIELDS),
    **dict.fromkeys(("Request.cookies", "Request.signedCookies"), _COOKIES),
    **dict.fromkeys(("Request.url", "Request.originalUrl", "Request.path"), _URL),
    **dict.fromkeys(
        (
            "Context.request.body",
            "Context.request.rawBody",
            "Context.body",
            "Context.req.json",
            "Context.req.parseBody",
            "Context.req.text",
            "Context.req.formData",
        ),
        _BODY,
    ),
    **dict.fromkeys(
        (
            "Context.query",
            "Context.request.query",
            "Context.querystring",
            "Context.req.query",
            "Context.request.url",
            "Context.url",
        ),
        _QUERY,
    ),
    **dict.fromkeys(("Context.params", "Context.req.param"), _PATH),
    **dict.fromkeys(
        ("Context.headers", "Context.header", "Context.get", "Context.request.headers", "Context.req.header"), _FIELDS
    ),
    "Context.cookies": _COOKIES,
    "Context.req": Source(reason="The request as a whole"),
    "Context.request": Source(reason="The request as a whole"),
    "Event": Source(reason="The event as a whole, with the request in it"),
    "Event.body": _BODY,
    "Event.request": _BODY,
    "Event.rawBody": _BODY,
    "Event.queryStringParameters": _QUERY,
    "Event.multiValueQueryStringParameters": _QUERY,
    "Event.rawQueryString": _QUERY,
    "Event.query": _QUERY,
    "Event.pathParameters": _PATH,
    "Event.headers": _FIELDS,
    "process.env[QUERY_STRING]": Source(reason="RFC 3875: what stands behind the question mark"),
    "process.env[REQUEST_URI]": _URL,
    "process.env[PATH_INFO]": Source(reason="RFC 3875: the path behind the script's name, decoded"),
    **dict.fromkeys(
        ("socket.io", "new socket.io.Server", "new ws.Server", "new ws.WebSocketServer"),
        Source(reason="What clients send over a socket: the listeners of its connections get it"),
    ),
    "process.stdin": Source(reason="The body of the request, for a CGI script"),
    "readBody": Source(reason="h3 and Nitro: the body, parsed"),
    "h3.readBody": Source(reason="h3 and Nitro: the body, parsed"),
    "getQuery": Source(reason="h3 and Nitro: the query"),
}

_SANITISERS: Final = {
    "encodeURIComponent": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "encodeURI": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_LINE),
    "escape": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "JSON.stringify": Sanitiser(reason="Line breaks within strings become \\n and \\r", takes=_LINE),
    "querystring.escape": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "<format email>": Sanitiser(reason="The route's schema lets one plain address through (ajv-formats)", takes=_WORD),
    "validator.normalizeEmail": Sanitiser(reason="One address, or false", takes=_WORD, validates=True),
    "shell-quote.quote": Sanitiser(reason="One word each for a shell", takes=Power.SHELL, quotes=True),
    "shell-escape": Sanitiser(reason="One word each for a shell", takes=Power.SHELL, quotes=True),
    "shescape.quote": Sanitiser(reason="One word for a shell", takes=Power.SHELL, quotes=True),
}

_GUARDS: Final = {
    "<login>": Guard(reason="The route demands a login first", login=True),
    "validator.isEmail": Guard(reason="The whole string is one address", proves=_WORD),
    "validator.default.isEmail": Guard(reason="The whole string is one address", proves=_WORD),
    "isEmail": Guard(reason="validator's isEmail: the whole string is one address", proves=_WORD),
    "validator/lib/isEmail": Guard(reason="The whole string is one address", proves=_WORD),
    "email-validator.validate": Guard(reason="The whole string is one address", proves=_WORD),
    "isemail.validate": Guard(reason="The whole string is one address", proves=_WORD),
    "validator.isAlphanumeric": Guard(reason="Letters and digits only", proves=_WORD | Power.ADDRESS),
    "validator.isAlpha": Guard(reason="Letters only", proves=_WORD | Power.ADDRESS),
    "validator.isNumeric": Guard(reason="Digits only", proves=_WORD | Power.ADDRESS | Power.TEXT),
    "validator.isIn": Guard(reason="One of a list", among=1),
    ".match": Guard(reason="What the pattern proves", subject="base", pattern=0, dialect="javascript"),
    "Request.isAuthenticated": Guard(reason="Passport: somebody has logged in", login=True),
}

_MEANINGS: Final = {
    ".join": Meaning.JOIN_LIST,
    "<shift>": Meaning.FIRST,
    "<pop>": Meaning.FIRST,
    ".split": Meaning.SPLIT,
    ".replace": Meaning.REPLACE_METHOD,
    ".replaceAll": Meaning.REPLACE_METHOD,
    "util.format": Meaning.FORMAT,
    "console.log": Meaning.PRINT,
    ".write": Meaning.WRITE,
    ".end": Meaning.WRITE,
    ".trim": Meaning.TRIM,
    ".trimEnd": Meaning.TRIM,
    ".trimStart": Meaning.CASE,
    ".toLowerCase": Meaning.CASE,
    ".toUpperCase": Meaning.CASE,
    ".toString": Meaning.CASE,
    ".normalize": Meaning.CASE,
    "decodeURIComponent": Meaning.DECODE,
    "decodeURI": Meaning.DECODE,
    "unescape": Meaning.DECODE,
    "querystring.parse": Meaning.DECODE,
    "qs.parse": Meaning.DECODE,
    "url.parse": Meaning.DECODE,
    "new URL": Meaning.DECODE,
    "new url.URL": Meaning.DECODE,
    "atob": Meaning.DECODE,
}

_HARMLESS: Final = """Date.now new Date Math.random Math.floor typeof .indexOf .startsWith .endsWith crypto.randomUUID
        crypto.randomBytes <asked> <fails> <event> <fits> console.error console.warn isNaN Number.isInteger
        Array.isArray .getTime .status .sendStatus .json .redirect .render"""

TABLES: Final = Tables(
    files=files.JAVASCRIPT,
    traits=JAVASCRIPT,
    sources=MappingProxyType(_SOURCES),
    sinks=MappingProxyType(SINKS),
    mailers=MAILERS,
    sanitisers=MappingProxyType(_SANITISERS),
    guards=MappingProxyType(_GUARDS),
    through=MappingProxyType(
        {"JSON.parse": (0,), "Object.assign": (0, 1, 2), "Object.values": (0,), "Object.entries": (0,)}
    ),
    harmless=frozenset(_HARMLESS.split()),
    meanings=MappingProxyType(_MEANINGS),
    persistent=frozenset({"Request.session", "Context.session"}),
)
