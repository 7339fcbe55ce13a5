"""What a name means in a Python file: imports and their aliases, parameters that hide them, the module's constants."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.tree import field as child
from hiyari.forms.taint.lower.tree import fields, name_of, parts
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

REQUESTS: Final = {
    "django": "django.http.HttpRequest",
    "rest_framework": "django.http.HttpRequest",
    "flask": "flask.request",
    "functions_framework": "flask.request",
    "fastapi": "starlette.requests.Request",
    "starlette": "starlette.requests.Request",
    "pyramid": "pyramid.request.Request",
    "webob": "pyramid.request.Request",
    "werkzeug": "flask.request",
    "aiohttp": "aiohttp.web.Request",
    "sanic": "sanic.Request",
    "falcon": "falcon.Request",
    "bottle": "bottle.request",
    "tornado": "tornado.web.RequestHandler",
    "quart": "flask.request",
    "cherrypy": "cherrypy",
    "azure": "azure.functions.HttpRequest",
    "web": "web",
}
"""Frameworks, and what their request object is called in the tables."""

_PREFIXES: Final = tuple(
    words(
        """flask_ django_ fastapi_ pyramid_ aiohttp_ sanic_ google azure aws boto mysql psycopg sqlalchemy pandas numpy
        requests py zope plone webassets sentry crypto Crypto oauth"""
    )
)
"""Names of packages begin like this."""

_INSTALLED: Final = words(
    """aiosmtplib anymail boto3 botocore celery dotenv email_validator envelopes exchangelib flask_mail
        flask_mailman flask_wtf itsdangerous jinja2 mailjet_rest mako markupsafe marrow peewee postmarker
        psycopg2 pydantic pymysql redmail requests resend sendgrid sqlalchemy turbo_mailer uvicorn validate_email
        wtforms yagmail yaml httpx flask_cors flask_limiter gunicorn waitress MySQLdb StringIO cStringIO
        urllib2 urlparse httplib BaseHTTPServer rfc822 email MimeWriter mimetools commands popen2 cgi cgitb
        SimpleHTTPServer SocketServer cookielib Cookie mod_python fastapi_mail django_ses marshmallow six future
        builtins"""
)
"""Packages that are no file next to the script, and modules that older Pythons had."""


@dataclass(slots=True)
class Names:
    """Scopes from the outermost to the innermost; a name is an import's dotted name, or None for a variable."""

    scopes: list[dict[str, str | None]] = field(default_factory=lambda: [{}])
    constants: dict[str, ir.Const | ir.Pattern] = field(default_factory=dict)
    """Names of the module that are assigned once, to a literal: templates, patterns."""
    messages: set[str] = field(default_factory=set)
    """Variables that hold a message: ``str`` of one is all of it."""
    bound: Counter[str] = field(default_factory=Counter)
    """How often each name is given a value, anywhere in the file."""
    frameworks: list[str] = field(default_factory=list)
    """Those that are imported, in the order of imports."""

    def meaning(self, name: str) -> str | None:
        """The dotted name that a name was imported as."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def is_parameter(self, name: str) -> bool:
        """Whether a name stands for what a function was given."""
        known = self.meaning(name)
        return any(name in scope for scope in self.scopes[1:]) and (known is None or " " in known)

    def constant(self, name: str) -> ir.Const | ir.Pattern | None:
        """The literal that a name of the module holds, where nothing hides it."""
        hidden = any(name in scope for scope in self.scopes[1:])
        return None if hidden else self.constants.get(name)

    def request(self) -> str | None:
        """What the request object of the file's framework is called."""
        return REQUESTS[self.frameworks[0]] if self.frameworks else None

    def bind(self, local: str, dotted: str | None) -> None:
        """A name of the innermost scope."""
        self.scopes[-1][local] = dotted

    def imported(self, package: str) -> None:
        """Notes a framework."""
        top = package.partition(".")[0]
        if top in REQUESTS and top not in self.frameworks:
            self.frameworks.append(top)


def is_local(module: str) -> bool:
    """Whether a module may be a file of the site itself."""
    top = module.lstrip(".").partition(".")[0]
    if module.startswith("."):
        return bool(top)
    return not (top in sys.stdlib_module_names or top in REQUESTS or top in _INSTALLED or top.startswith(_PREFIXES))


def _pairs(node: Node) -> Iterator[tuple[str, str]]:
    """What is imported, and as what."""
    for one in fields(node, "name"):
        if one.type == "aliased_import":
            yield name_of(child(one, "name")), name_of(child(one, "alias"))
        else:
            yield name_of(one), ""


def plain_import(names: Names, node: Node) -> list[ir.Stmt]:
    """``import a.b as c``."""
    made: list[ir.Stmt] = []
    for module, alias in _pairs(node):
        names.imported(module)
        if is_local(module):
            names.bind(alias or module.partition(".")[0], "")
            made.append(_include(node, module))
        else:
            names.bind(alias or module.partition(".")[0], module if alias else module.partition(".")[0])
    return made


def from_import(names: Names, node: Node) -> list[ir.Stmt]:
    """``from a import b as c``."""
    module = name_of(child(node, "module_name"))
    names.imported(module)
    if is_local(module) or not module.strip("."):
        whole = [module] if module.strip(".") else [name for name, _ in _pairs(node)]
        for name, alias in _pairs(node):
            if module.strip("."):
                names.bind(alias or name, name if alias else None)
            else:
                names.bind(alias or name, "")
        return [_include(node, one) for one in whole]
    module = "flask" if module == "quart" else module
    for name, alias in _pairs(node):
        names.bind(alias or name, f"{module}.{name}")
    if any(one.type == "wildcard_import" for one in parts(node)):
        for name in STARRED.get(module, ()):
            names.bind(name, f"{module}.{name}")
    return []


def _include(node: Node, module: str) -> ir.Include:
    """A module next to the script. What its functions are called is the same inside and outside of it."""
    path = module.lstrip(".").replace(".", "/") + ".py"
    written = ir.Const(node.start_byte, path.encode("utf-8", "surrogateescape"))
    return ir.Include(node.start_byte, written, required=module.startswith("."))


STARRED: Final = {
    "smtplib": ("SMTP", "SMTP_SSL"),
    "flask": ("Flask", "request", "abort", "redirect", "render_template", "session"),
    "bottle": ("request", "route", "get", "post", "run", "abort", "redirect", "HTTPError"),
    "email.message": ("EmailMessage", "Message"),
    "email.mime.text": ("MIMEText",),
    "email.mime.multipart": ("MIMEMultipart",),
    "email.header": ("Header",),
    "subprocess": ("Popen", "PIPE", "run", "call", "check_call", "check_output"),
    "os": ("system", "popen", "environ", "getenv"),
    "cgi": ("FieldStorage",),
    "sys": ("stdin", "exit", "stdout", "argv"),
    "urllib.parse": ("parse_qs", "parse_qsl", "unquote", "unquote_plus"),
    "re": ("match", "search", "fullmatch", "sub", "compile"),
    "http.server": ("BaseHTTPRequestHandler", "HTTPServer", "CGIHTTPRequestHandler", "SimpleHTTPRequestHandler"),
    "fastapi": ("FastAPI", "Form", "Request", "Depends", "Body"),
    "django.core.mail": ("send_mail", "EmailMessage", "EmailMultiAlternatives", "mail_admins", "send_mass_mail"),
}
"""What ``from x import *`` brings, as far as mail and requests are concerned."""

REQUEST_VARIABLES: Final = frozenset(
    {"QUERY_STRING", "REQUEST_URI", "PATH_INFO", "CONTENT_TYPE", "REMOTE_USER", "wsgi.input"}
)
"""Variables of the environment that hold what the visitor sent; those that begin with ``HTTP_`` do, too."""


def environment(at: int, name: bytes | None) -> ir.Expr:
    """A variable of the process's (or WSGI's) environment."""
    if name is None:
        return ir.Var(at, "os.environ")
    shown = name.decode("utf-8", "replace")
    return ir.Var(at, f"os.environ[{'HTTP_*' if shown.startswith('HTTP_') else shown}]")
