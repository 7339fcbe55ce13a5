"""What is known of Python: where a request's data comes in, what cleans it, what tests it.

Sinks are in `python_mail`, messages in `python_mailers`. Names are full ones, as `hiyari.forms.taint.lower.python`
resolves imports. "Measured" is with Python 3.11.7.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.languages import files
from hiyari.forms.taint.languages.python_mail import SINKS
from hiyari.forms.taint.languages.python_mailers import MAILERS
from hiyari.forms.taint.languages.traits import PYTHON
from hiyari.forms.taint.tables import BREAKS, Guard, Meaning, Power, Sanitiser, Source, Tables

_LINE: Final = BREAKS | Power.TRAILING_LF
_WORD: Final = _LINE | Power.SHELL | Power.OPTION | Power.SEVERAL

_STORED: Final = Source(reason="A database or file, which an earlier request may have filled", file=True)
_SOURCES: Final = {
    "the handler's arguments": Source(
        reason="A handler's argument: a part of the URL, or a field of the form that the framework took out"
    ),
    "cgi.FieldStorage": Source(reason="The fields of the form, from the query or the body"),
    "open": _STORED,
    "io.open": _STORED,
    "codecs.open": _STORED,
    ".read_text": _STORED,
    ".fetchone": _STORED,
    ".fetchall": _STORED,
    ".fetchmany": _STORED,
    "flask_restful.reqparse.RequestParser": Source(reason="Flask-RESTful takes the fields of the request"),
    "flask_restx.reqparse.RequestParser": Source(reason="Flask-RESTX takes the fields of the request"),
    "mod_python.util.FieldStorage": Source(reason="mod_python: the fields of the form"),
    "cgi.parse": Source(reason="The fields of the form"),
    "cgi.parse_multipart": Source(reason="The fields of the form"),
    "os.environ": Source(reason="Passed on as a whole, with the variables that CGI sets from the request"),
    "os.environ[QUERY_STRING]": Source(reason="RFC 3875: what stands behind the question mark"),
    "os.environ[REQUEST_URI]": Source(reason="The URL as the visitor sent it"),
    "os.environ[PATH_INFO]": Source(reason="RFC 3875: the path behind the script's name, decoded, line breaks too"),
    "os.environ[CONTENT_TYPE]": Source(reason="A header field of the request"),
    "os.environ[HTTP_*]": Source(
        reason="RFC 3875: header fields of the request; no server lets line breaks through", powers=Power.all() & ~_LINE
    ),
    "os.environ[wsgi.input]": Source(reason="PEP 3333: the body of the request"),
    "sys.stdin": Source(reason="The body of the request, for a CGI script"),
    "sys.stdin.read": Source(reason="The body of the request"),
    "sys.stdin.readline": Source(reason="A line of the body"),
    "sys.stdin.buffer": Source(reason="The body of the request"),
    "input": Source(reason="A line of standard input, which is the body of the request"),
    "raw_input": Source(reason="Python 2's name of input"),
    "http.server.BaseHTTPRequestHandler.rfile": Source(reason="The body of the request"),
    "http.server.BaseHTTPRequestHandler.path": Source(
        reason="The URL's path and query, still encoded: without line breaks", powers=Power.all() & ~_LINE
    ),
    "http.server.BaseHTTPRequestHandler.headers": Source(
        reason="Header fields of the request", powers=Power.all() & ~_LINE
    ),
    "flask.request.form": Source(reason="Fields of the body"),
    "flask.request.args": Source(reason="Fields of the query"),
    "flask.request.values": Source(reason="Fields of the query and the body"),
    "flask.request.json": Source(reason="The body, as JSON"),
    "flask.request.get_json": Source(reason="The body, as JSON"),
    "flask.request.data": Source(reason="The body"),
    "flask.request.get_data": Source(reason="The body"),
    "flask.request.stream": Source(reason="The body"),
    "flask.request.cookies": Source(reason="Cookies are decoded, line breaks too"),
    "flask.request.headers": Source(reason="Header fields of the request", powers=Power.all() & ~_LINE),
    "flask.request.query_string": Source(reason="The query"),
    "flask.request.view_args": Source(reason="Parts of the URL"),
    "django.http.HttpRequest.POST": Source(reason="Fields of the body"),
    "django.http.HttpRequest.GET": Source(reason="Fields of the query"),
    "django.http.HttpRequest.REQUEST": Source(reason="Fields of both, until Django 1.8"),
    "django.http.HttpRequest.body": Source(reason="The body"),
    "django.http.HttpRequest.data": Source(reason="Django REST framework: the body, parsed"),
    "django.http.HttpRequest.query_params": Source(reason="Django REST framework: the query"),
    "django.http.HttpRequest.COOKIES": Source(reason="Cookies are decoded, line breaks too"),
    "django.http.HttpRequest.META": Source(reason="The environment of the request"),
    "bottle.request.forms": Source(reason="Fields of the body"),
    "bottle.request.query": Source(reason="Fields of the query"),
    "bottle.request.params": Source(reason="Fields of both"),
    "bottle.request.json": Source(reason="The body, as JSON"),
    "bottle.request.body": Source(reason="The body"),
    "bottle.request.GET": Source(reason="Fields of the query"),
    "bottle.request.POST": Source(reason="Fields of the body"),
    "tornado.web.RequestHandler.get_argument": Source(reason="A field of the query or the body", key=0),
    "tornado.web.RequestHandler.get_body_argument": Source(reason="A field of the body", key=0),
    "tornado.web.RequestHandler.get_query_argument": Source(reason="A field of the query", key=0),
    "tornado.web.RequestHandler.get_arguments": Source(reason="Fields of a name", key=0),
    "tornado.web.RequestHandler.get_body_arguments": Source(reason="Fields of a name", key=0),
    "tornado.web.RequestHandler.request": Source(reason="The request as a whole"),
    "starlette.requests.Request.form": Source(reason="Fields of the body (FastAPI, Starlette)"),
    "starlette.requests.Request.json": Source(reason="The body, as JSON"),
    "starlette.requests.Request.body": Source(reason="The body"),
    "starlette.requests.Request.query_params": Source(reason="Fields of the query"),
    "starlette.requests.Request.path_params": Source(reason="Parts of the URL"),
    "aiohttp.web.Request.post": Source(reason="Fields of the body"),
    "aiohttp.web.Request.json": Source(reason="The body, as JSON"),
    "aiohttp.web.Request.text": Source(reason="The body"),
    "aiohttp.web.Request.read": Source(reason="The body"),
    "aiohttp.web.Request.query": Source(reason="Fields of the query"),
    "aiohttp.web.Request.rel_url": Source(reason="The URL"),
    "aiohttp.web.Request.match_info": Source(reason="Parts of the URL"),
    "sanic.Request.form": Source(reason="Fields of the body"),
    "sanic.Request.args": Source(reason="Fields of the query"),
    "sanic.Request.json": Source(reason="The body, as JSON"),
    "sanic.Request.body": Source(reason="The body"),
    "falcon.Request.media": Source(reason="The body, parsed"),
    "falcon.Request.get_media": Source(reason="The body, parsed"),
    "falcon.Request.params": Source(reason="Fields of the query"),
    "falcon.Request.get_param": Source(reason="A field", key=0),
    "falcon.Request.bounded_stream": Source(reason="The body"),
    "falcon.Request.stream": Source(reason="The body"),
    "pyramid.request.Request.params": Source(reason="Fields of the query and the body"),
    "pyramid.request.Request.POST": Source(reason="Fields of the body"),
    "pyramid.request.Request.GET": Source(reason="Fields of the query"),
    "pyramid.request.Request.json_body": Source(reason="The body, as JSON"),
    "pyramid.request.Request.matchdict": Source(reason="Parts of the URL"),
    "webob.Request": Source(reason="The request, made of the WSGI environment"),
    "werkzeug.wrappers.Request": Source(reason="The request, made of the WSGI environment"),
    "werkzeug.Request": Source(reason="The request, made of the WSGI environment"),
    "cherrypy.request": Source(reason="The request as a whole"),
    "web.input": Source(reason="web.py: fields of the query and the body"),
    "web.data": Source(reason="web.py: the body"),
    "azure.functions.HttpRequest.params": Source(reason="Fields of the query"),
    "azure.functions.HttpRequest.get_json": Source(reason="The body, as JSON"),
    "azure.functions.HttpRequest.get_body": Source(reason="The body"),
    "azure.functions.HttpRequest.form": Source(reason="Fields of the body"),
}

_SANITISERS: Final = {
    "shlex.quote": Sanitiser(
        reason="One word for a shell; it may still begin with a hyphen", takes=Power.SHELL, quotes=True
    ),
    "pipes.quote": Sanitiser(reason="The older name of shlex.quote", takes=Power.SHELL, quotes=True),
    "commands.mkarg": Sanitiser(reason="Python 2: one word for a shell", takes=Power.SHELL, quotes=True),
    "urllib.parse.quote": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "urllib.parse.quote_plus": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "urllib.quote": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "base64.b64encode": Sanitiser(reason="Letters, digits, +, / and = only", takes=_WORD | Power.ADDRESS),
    ".splitlines": Sanitiser(reason="Each of the lines has no line break", takes=_LINE, of="base"),
    ".words": Sanitiser(
        reason="split() without a separator: each of the words is without blanks and line breaks",
        takes=_LINE,
        of="base",
    ),
    "repr": Sanitiser(reason="Line breaks become \\n and \\r", takes=_LINE),
    "json.dumps": Sanitiser(reason="Line breaks within strings become \\n and \\r", takes=_LINE),
    "email.header.Header": Sanitiser(
        reason="Turned into a field it is refused when a line break is followed by a header field (HeaderParseError)",
        takes=_LINE,
    ),
    "email_validator.validate_email": Sanitiser(
        reason="One address, or EmailNotValidError", takes=_WORD, validates=True
    ),
    "EmailField": Sanitiser(reason="The framework's field for addresses lets one plain address through", takes=_WORD),
    "uuid.UUID": Sanitiser(reason="Hexadecimal digits, or ValueError", takes=_WORD | Power.ADDRESS | Power.TEXT),
    "django.core.validators.validate_email": Sanitiser(
        reason="One address, or ValidationError", takes=_WORD, validates=True
    ),
    "werkzeug.utils.secure_filename": Sanitiser(
        reason="Letters, digits, dot, hyphen and underscore only",
        takes=_LINE | Power.SHELL | Power.SEVERAL | Power.ADDRESS,
    ),
    "django.utils.text.slugify": Sanitiser(
        reason="Letters, digits, hyphen and underscore only", takes=_LINE | Power.SHELL | Power.SEVERAL | Power.ADDRESS
    ),
}

_GUARDS: Final = {
    "<login>": Guard(reason="The framework runs the handler only for users who have logged in", login=True),
    "re.search": Guard(reason="What the pattern proves", subject=1, pattern=0, dialect="python"),
    "validate_email.validate_email": Guard(reason="One address", proves=_WORD),
    "validators.email": Guard(reason="One address", proves=_WORD),
    ".isalnum": Guard(reason="Letters and digits only", proves=_WORD | Power.ADDRESS, subject="base"),
    ".isalpha": Guard(reason="Letters only", proves=_WORD | Power.ADDRESS, subject="base"),
    ".isdigit": Guard(reason="Digits only", proves=_WORD | Power.ADDRESS | Power.TEXT, subject="base"),
    ".isdecimal": Guard(reason="Digits only", proves=_WORD | Power.ADDRESS | Power.TEXT, subject="base"),
    ".isidentifier": Guard(reason="Letters, digits and underscore only", proves=_WORD | Power.ADDRESS, subject="base"),
    ".isprintable": Guard(reason="No line breaks", proves=_LINE, subject="base"),
}

_MEANINGS: Final = {
    ".join": Meaning.JOIN_LIST,
    ".split": Meaning.SPLIT,
    "re.split": Meaning.SPLIT,
    ".replace": Meaning.REPLACE_METHOD,
    "re.sub": Meaning.SUBSTITUTE,
    ".format": Meaning.FORMAT,
    "%": Meaning.FORMAT,
    "print": Meaning.PRINT,
    ".write": Meaning.WRITE,
    ".writelines": Meaning.WRITE,
    ".sendall": Meaning.WRITE,
    ".communicate": Meaning.WRITE,
    ".strip": Meaning.TRIM,
    ".rstrip": Meaning.TRIM,
    ".lstrip": Meaning.CASE,
    ".lower": Meaning.CASE,
    ".upper": Meaning.CASE,
    ".title": Meaning.CASE,
    ".casefold": Meaning.CASE,
    ".encode": Meaning.CASE,
    ".as_string": Meaning.CASE,
    ".decode": Meaning.CASE,
    "urllib.parse.unquote": Meaning.DECODE,
    "urllib.parse.unquote_plus": Meaning.DECODE,
    "urllib.unquote": Meaning.DECODE,
    "urllib.unquote_plus": Meaning.DECODE,
    "urllib.parse.parse_qs": Meaning.DECODE,
    "urllib.parse.parse_qsl": Meaning.DECODE,
    "base64.b64decode": Meaning.DECODE,
    "json.loads": Meaning.DECODE,
    "ast.literal_eval": Meaning.DECODE,
    "html.unescape": Meaning.DECODE,
    ".get": Meaning.ELEMENT,
    ".getvalue": Meaning.ELEMENT,
    ".getfirst": Meaning.ELEMENT,
    "map": Meaning.CALLBACK,
    "filter": Meaning.CALLBACK,
    "logging.info": Meaning.NEITHER,
    "cgitb.enable": Meaning.NEITHER,
}

_HARMLESS: Final = """
len time.time time.strftime datetime.datetime.now datetime.now os.getpid os.getcwd os.path.exists isinstance
        hasattr type id hash bool email.utils.formatdate email.utils.make_msgid socket.gethostname uuid.uuid4
        random.randint secrets.token_hex hashlib.sha256 hashlib.md5 .hexdigest <asked> <fits> <no break> .count
        .find .index .startswith .endswith super"""

TABLES: Final = Tables(
    files=files.PYTHON,
    traits=PYTHON,
    sources=MappingProxyType(_SOURCES),
    sinks=MappingProxyType(SINKS),
    mailers=MAILERS,
    sanitisers=MappingProxyType(_SANITISERS),
    guards=MappingProxyType(_GUARDS),
    through=MappingProxyType(
        {
            ".cleaned_data": ("base",),
            "getattr": (0, 2),
            "email.utils.formataddr": (0,),
            "email.utils.parseaddr": (0,),
        }
    ),
    harmless=frozenset(_HARMLESS.split()),
    meanings=MappingProxyType(_MEANINGS),
    persistent=frozenset({"flask.session", "django.http.HttpRequest.session"}),
)
