"""The fields of a form, as its script and the pages that post to it name them.

Read from octets by patterns, generously: a name too many is a field that the script ignores. Names are at most 64
octets, and at most `MAX_FIELDS` are kept, those of HTML forms first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from hiyari.forms.confirm import uploads

MAX_FIELDS = 40
NAME = rb"([A-Za-z_\x80-\xff][\w\-.\x80-\xff]{0,63})"
READS = re.compile(
    rb"(?:"
    rb"\$_(?:POST|GET|REQUEST)\s{0,3}\[\s{0,3}['\"]?" + NAME + rb"['\"]?\s{0,3}\]"
    rb"|\$HTTP_(?:POST|GET)_VARS\s{0,3}\[\s{0,3}['\"]?" + NAME + rb"['\"]?"
    rb"|filter_input\s{0,3}\(\s{0,3}INPUT_\w{3,6}\s{0,3},\s{0,3}['\"]" + NAME +
    rb"|\b(?:param|param_fetch|getvalue|getfirst|getlist|input|post|get|fetch|query|field|dig|value|arg|getenv_field)"
    rb"\s{0,3}\(\s{0,3}:?['\"]?" + NAME + rb"['\"]?\s{0,3}[,)\]]"
    rb"|\b(?:param|params|body|query|form|cgi|fields?|data|qs|args|post|req|request|values|input)"
    rb"\s{0,3}\[\s{0,3}:?['\"]?" + NAME + rb"['\"]?\s{0,3}\]"
    rb"|\b(?:body|query|params|fields|payload|input)\.(?:get\(['\"])?" + NAME +
    rb"|\$\{?\w{1,30}\}?(?:->)?\{\s{0,3}['\"]?" + NAME + rb"['\"]?\s{0,3}\}"
    rb"|\$(?!_)\w{1,30}\[\s{0,3}['\"]" + NAME + rb"['\"]\s{0,3}\]"
    rb"|(?<![\w=$])" + NAME + rb"=(?=\\\(|\(\[|\(\.|\[\^&|\*[)&\"'])"
    rb"|\$\(\s?\w{1,20}[ \t]{1,3}" + NAME + rb"[ \t]?\)"
    rb"|^[ \t]{0,40}\(?['\"]?" + NAME + rb"['\"]?(?:=\*)?\)[ \t]"
    rb")",
    re.MULTILINE,
)  # fmt: skip
GLOBALS = re.compile(rb"extract\s{0,3}\(|import_request_variables|parse_str\s{0,3}\(|\$\$\w")
VARIABLE = re.compile(rb"\$([a-z][A-Za-z0-9_]{1,30})\b")
LITERALS = re.compile(
    rb"\b" + NAME + rb"['\"]?\s{0,3}[\]})]{0,3}\s{0,3}(?:===?|eq|!==?|ne)\s{0,3}['\"]([^'\"\r\n]{1,60})['\"]"
)
CASES = re.compile(
    rb"\bcase\s{1,3}['\"]([^'\"\r\n]{1,40})['\"]\s{0,3}:|^\s{0,20}when\s{1,3}['\"]([^'\"\r\n]{1,40})['\"]", re.MULTILINE
)
STEERING = frozenset(
    {
        "mode",
        "action",
        "act",
        "cmd",
        "command",
        "page",
        "step",
        "state",
        "do",
        "type",
        "job",
        "process",
        "stage",
        "phase",
    }
)
EVERY = re.compile(
    rb"foreach\s{0,3}\(\s{0,3}\$_(?:POST|GET|REQUEST)|(?:->|\b)param\s{0,3}(?:\(\s{0,3}\)|;)|\bkeys\s{1,3}%"
    rb"|\.(?:keys|items|each|entries)\b|\bin\s{1,3}\w{0,20}form\b|split\s{0,3}\(?\s{0,3}/\[?&"
    rb"|implode\s{0,3}\(|array_map|Object\.(?:keys|entries)|IFS=['\"]?&"
)
USUAL = (b"name", b"email", b"subject", b"message")
"""Fields of a form whose script takes whatever comes."""
LISTED = re.compile(rb"\bqw\s{0,3}[(/\[{]([^)/\]}]{1,300})[)/\]}]|['\"]([A-Za-z_][\w\-]{0,30})['\"]\s{0,3}(?=[,)\]])")
NO_FIELDS = frozenset({"env", "inc", "sig", "self", "length", "php_self", "id_token"})


WRITTEN = re.compile(rb"<[?%]|\{\{|[$#]\{")
"""In a value of a form in a source: it is written when the script runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    name: bytes
    """In the form's own character set."""
    kind: str = "text"
    """The type of its HTML element; ``text`` where only the script names it."""
    value: bytes = b""
    """What the page fills in: hidden values, the value of a checkbox."""
    choices: tuple[bytes, ...] = ()
    """What the page offers in a list."""
    compared: tuple[bytes, ...] = ()
    """What the script compares it with."""
    declared: bool = False
    """Whether an HTML form declares it."""


def fields(source: bytes, pages: Iterable[bytes] = (), parts: Iterable[bytes] = ()) -> tuple[Field, ...]:
    """The fields of a script: from its source (with the HTML in it), pages that post to it, parts that it includes."""
    found: dict[bytes, Field] = {}
    for page in (*pages, source):
        for form in forms_in(page):
            for field in form.fields:
                found.setdefault(field.name, field)
    compared = _literals(source)
    for name in (name for part in (source, *parts) for name in _named(part)):
        found.setdefault(name, Field(name=name))
    for name in (*_listed(source), *(USUAL if not found or EVERY.search(source) else ())):
        found.setdefault(name, Field(name=name))
    for name in uploads.named(source, list(found)):
        found[name] = replace(found.get(name, Field(name=name)), kind="file")
    kept = list(found.values())[:MAX_FIELDS]
    return tuple(replace(field, compared=compared.get(field.name, ())) for field in kept)


def with_files(fields: Iterable[Field], source: bytes) -> tuple[Field, ...]:
    """The same fields, with what an honest visitor chooses as files: their names, types and contents."""
    known, file = tuple(fields), uploads.honest(source)
    files = [field for field in known if field.kind == "file"][: uploads.MAX_FILES]
    parts = (
        replace(field, name=field.name + name, kind="file part", value=value)
        for field in files
        for name, value in ((uploads.TYPE, file.type), (uploads.CONTENT, file.content))
    )
    plain = (replace(field, value=file.name) if field in files else field for field in known)
    return (*plain, *parts)


def _named(source: bytes) -> list[bytes]:
    names = [next(name for name in match.groups() if name is not None) for match in READS.finditer(source)]
    if GLOBALS.search(source):
        names += [match[1] for match in VARIABLE.finditer(source)]
    return [
        name for name in dict.fromkeys(names) if name.lower().decode("latin-1") not in NO_FIELDS and not name.isupper()
    ]


def _listed(source: bytes) -> list[bytes]:
    """Words in lists, which may be the names of fields that a loop reads."""
    words = (word for match in LISTED.finditer(source) for word in (match[1] or match[2]).split())
    return [word for word in dict.fromkeys(words) if re.fullmatch(rb"[a-z_][\w\-]{1,30}", word)][:12]


def _literals(source: bytes) -> Mapping[bytes, tuple[bytes, ...]]:
    """What each name is compared with, and the cases of a switch for names that steer."""
    found: dict[bytes, list[bytes]] = {}
    for match in LITERALS.finditer(source):
        found.setdefault(match[1], []).append(match[2])
    cases = [match[1] or match[2] for match in CASES.finditer(source)]
    if cases:
        for name in STEERING:
            found.setdefault(name.encode(), []).extend(cases)
    return {name: tuple(dict.fromkeys(values))[:8] for name, values in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlForm:
    """One form of a page."""

    action: str
    method: str
    """``GET`` or ``POST``."""
    fields: tuple[Field, ...]
    multipart: bool = False
    """Whether it is sent as multipart/form-data."""


class _Forms(HTMLParser):
    """Collects forms; fields outside any form make one more."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[HtmlForm] = []
        self._open: tuple[str, str, bool] = ("", "POST", False)
        self._fields: list[Field] = []
        self._button = False
        """Whether the form has a button without a name, which is enough to be sent."""
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, a field or an option."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.end()
            multipart = given.get("enctype", "").strip().lower() == "multipart/form-data"
            self._open = (given.get("action", ""), given.get("method", "get").upper(), multipart)
        elif tag in {"input", "textarea", "button", "select"} and given.get("name"):
            self._take(tag, given)
        elif tag == "button" or (tag == "input" and given.get("type", "").lower() in {"submit", "image"}):
            self._button = True
        elif tag == "option" and self._select is not None:
            value = _octets(given.get("value", ""))
            self._select = replace(self._select, choices=(*self._select.choices, value)[:20])

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self.end()
        elif tag == "select" and self._select is not None:
            self._fields.append(self._select)
            self._select = None

    def _take(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower() if tag == "input" else tag
        kind = "submit" if tag == "button" or kind == "image" else kind
        value = _octets(given.get("value", ""))
        value = b"" if WRITTEN.search(value) else value
        field = Field(name=_octets(given["name"]), kind=kind, value=value, declared=True)
        if tag == "select":
            self._select = field
        elif not (kind == "radio" and any(one.name == field.name for one in self._fields)):
            self._fields.append(field)

    def end(self) -> None:
        """The form ends here."""
        if self._fields or self._button:
            action, method, multipart = self._open
            kept = tuple(self._fields[:MAX_FIELDS])
            self.forms.append(HtmlForm(action=action, method=method, fields=kept, multipart=multipart))
        self._open, self._fields, self._button = ("", "POST", False), [], False


def forms_in(page: bytes) -> tuple[HtmlForm, ...]:
    """The HTML forms in octets of any kind; names and values stay in the page's own character set."""
    parser = _Forms()
    try:
        parser.feed(page[: 1 << 20].decode("latin-1").replace("<?", "&lt;?"))
        parser.end()
    except (ValueError, AssertionError):  # the parser's answer to broken declarations
        parser.end()
    return tuple(parser.forms[:20])


def _octets(value: str) -> bytes:
    return value.encode("latin-1", "ignore")[:1000]
