"""Which handler Apache chooses for a name, and what that handler does with the file.

The order is the server's own: SetHandler, AddHandler by any ending, ScriptAlias, then the media type as a handler
(https://httpd.apache.org/docs/2.4/mod/mod_mime.html#multipleext).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.forms.inventory.rules import Rules
from hiyari.forms.inventory.treatment import Treatment, Way
from hiyari.model.text import Remote, Text, text

_CGI: Final = frozenset({"cgi-script", "application/x-httpd-cgi", "fcgid-script", "fastcgi-script"})
_WAYS: Final[Mapping[str, Way]] = {
    "wsgi-script": Way.PYTHON,
    "mod_python": Way.PYTHON,
    "python-program": Way.PYTHON,
    "modperl": Way.PERL,
    "perl-script": Way.PERL,
}
_SHOWN: Final = frozenset(
    {"default-handler", "none", "server-parsed", "send-as-is", "type-map", "imap-file", "text/x-server-parsed-html"}
)


def endings_of(name: str) -> tuple[str, ...]:
    """The endings in a name, lower case, in their order; what comes first is none, nor are leading dots."""
    return tuple(part.lower() for part in name.lstrip(".").split(".")[1:] if part)


def treat(rules: Rules, name: str, *, script: bool, types: Mapping[str, str], modules: frozenset[str]) -> Treatment:
    """What becomes of a file that a visitor may have.

    Args:
        rules: What holds for it.
        name: Its name without its folder.
        script: Whether a ScriptAlias leads to it.
        types: Media types by ending.
        modules: The server's modules without ``_module``; empty: not known.
    """
    endings = endings_of(name)
    if rules.handler is not None and rules.handler.lower() != "none":
        because = text("SetHandler {handler} holds for it.", handler=Remote(rules.handler))
        return _by(rules.handler, rules, endings, because, script=script, modules=modules)
    for ending in reversed(endings):
        if handler := rules.handlers.get(ending):
            because = text(
                "AddHandler gives names with .{ending} to {handler}.", ending=ending, handler=Remote(handler)
            )
            return _by(handler, rules, endings, because, script=script, modules=modules)
    if script:
        because = text("It lies in a folder of a ScriptAlias, where everything is run.")
        return _by("cgi-script", rules, endings, because, script=True, modules=modules)
    kind = _type(rules, endings, types)
    if kind is not None and ("php" in kind or kind in rules.actions or kind in _CGI or kind in _WAYS):
        because = text("Its media type is {type}, which is a handler.", type=Remote(kind))
        return _by(kind, rules, endings, because, script=False, modules=modules)
    return Treatment(way=Way.SHOWN, because=_shown(endings))


def explicit(rules: Rules, name: str) -> str | None:
    """The handler that somebody named for a file: SetHandler, AddHandler, or a type of PHP's; None: nobody."""
    if rules.handler is not None and rules.handler.lower() != "none":
        return rules.handler
    endings = endings_of(name)
    named = [handler for ending in endings if (handler := rules.handlers.get(ending))]
    types = [kind for ending in endings if (kind := rules.types.get(ending)) and ("php" in kind or kind in _CGI)]
    forced = [rules.type] if rules.type is not None and "php" in rules.type else []
    chosen = named or forced or types
    return chosen[-1] if chosen else None


def is_cgi(handler: str) -> bool:
    """Whether it is the handler of CGI scripts."""
    return handler.lower() in _CGI


def _shown(endings: tuple[str, ...]) -> Text:
    if not endings:
        return text("No handler takes a name without an ending.")
    return text("No handler takes names that end in .{ending}.", ending=endings[-1])


def _type(rules: Rules, endings: tuple[str, ...], types: Mapping[str, str]) -> str | None:
    if rules.type is not None and rules.type.lower() != "none":
        return rules.type.lower()
    kind = None
    for ending in endings:
        forced = rules.types.get(ending)
        kind = forced or (types.get(ending) if ending not in rules.types else None) or kind
    return kind.partition(";")[0].strip() if kind else None


def _by(
    handler: str, rules: Rules, endings: tuple[str, ...], because: Text, *, script: bool, modules: frozenset[str]
) -> Treatment:
    """What a handler does with a file."""
    name = handler.lower()
    ending = endings[-1] if endings else ""
    action = rules.actions.get(name) or (rules.actions.get(f"{name}.{ending}") if name == "fcgid-script" else None)
    if action is None and name == "fcgid-script":
        action = rules.actions.get(name)
    if action is not None:
        return _action(action, name, because)
    if name.startswith("proxy:"):
        return _proxied(handler, because)
    if "php" in name:
        return _php(name, rules, because, modules)
    if name in _CGI:
        return _cgi(rules, because, script=script, modules=modules)
    if name in _WAYS:
        return Treatment(way=_WAYS[name], because=because)
    return Treatment(way=Way.SHOWN if name in _SHOWN else Way.PROGRAM, because=because)


def _action(action: str, handler: str, because: Text) -> Treatment:
    """``Action``: a program of the site gets the file."""
    for word, way in (("php", Way.PHP), ("perl", Way.PERL), ("python", Way.PYTHON), ("ruby", Way.RUBY)):
        if word in action.lower() or word in handler:
            return Treatment(way=way, because=because)
    return Treatment(way=Way.PROGRAM, because=because)


def _proxied(handler: str, because: Text) -> Treatment:
    """``proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost``, ``proxy:fcgi://127.0.0.1:9000``."""
    if "fcgi:" in handler and ("php" in handler or ":9000" in handler):
        return Treatment(way=Way.PHP, because=because)
    return Treatment(way=Way.PROGRAM, because=because)


def _php(name: str, rules: Rules, because: Text, modules: frozenset[str]) -> Treatment:
    if name.endswith("-source"):
        return Treatment(way=Way.SHOWN, because=because)
    known = any(word in module for module in modules for word in ("php", "lsapi", "litespeed"))
    if modules and not known:
        return Treatment(way=Way.SHOWN, because=text("Its handler is PHP's, but the server has no PHP module."))
    if rules.engine is False:
        return Treatment(way=Way.SHOWN, because=text("PHP is switched off here (php_flag engine off)."))
    return Treatment(way=Way.PHP, because=because)


def _cgi(rules: Rules, because: Text, *, script: bool, modules: frozenset[str]) -> Treatment:
    if modules and not modules & {"cgi", "cgid", "fcgid", "fastcgi"}:
        return Treatment(way=Way.SHOWN, because=text("Its handler is for CGI, but the server has no CGI module."))
    if not script and "execcgi" not in rules.options.on:
        return Treatment(way=Way.REFUSED, because=text("Options ExecCGI is not set for its folder."))
    return Treatment(way=Way.CGI, because=because)
