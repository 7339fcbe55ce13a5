"""Apache's directives about files as `Rules`: those of the server, of a section, or of a ``.htaccess``.

What matters and is not understood becomes a note; directives that are not about files are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from hiyari.forms.inventory.apache.access import COMPAT, REQUIRES, compat, required
from hiyari.forms.inventory.apache.rewrites import REDIRECTS, REWRITES, redirects_of, rewrite_of
from hiyari.forms.inventory.apache.syntax import Directive
from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.patterns import expression, glob
from hiyari.forms.inventory.rules import NO_RULES, Access, FilesSection, Options, Rules
from hiyari.model.text import Text, text

_PUZZLES: Final = frozenset(
    {
        *(
            "authmerging",
            "perlhandler",
            "perlresponsehandler",
            "perlaccesshandler",
            "perltranshandler",
            "pythonhandler",
        ),
        *(
            "luamaphandler",
            "luahooktranslatename",
            "use",
            "macro",
            "xbithack",
            "suphp_engine",
            "setinputfilter",
        ),
        *("virtualdocumentroot", "virtualdocumentrootip", "virtualscriptalias", "virtualscriptaliasip", "script"),
    }
)
"""They can change what is run, in ways that are not followed here."""
_ALL: Final = frozenset({"execcgi", "followsymlinks", "includes", "includesnoexec", "indexes", "symlinksifownermatch"})
_FILES: Final = frozenset({"files", "filesmatch", "if", "elseif", "else"})


def rules_of(directives: Iterable[Directive], folder: str | None) -> Rules:
    """What one context says about files.

    Args:
        directives: What stands in it, without the containers for URLs and folders.
        folder: The folder of a ``.htaccess`` or <Directory>; None for the server and <Location>.
    """
    inside = list(directives)
    if not inside:
        return NO_RULES
    rules = Rules(
        access=required(inside),
        old_access=compat(inside),
        rewrite=rewrite_of(inside, folder),
        redirects=redirects_of(inside),
    )
    for directive in inside:
        change = _READERS.get(directive.name)
        if change is not None:
            rules = change(directive, rules)
        elif directive.name in _PUZZLES:
            rules = _noted(rules, directive, text("{name} is not followed.", name=directive.name))
        elif directive.name in _FILES and directive.children is not None:
            section = _section(directive, folder)
            rules = replace(rules, files=(*rules.files, section), notes=(*rules.notes, *section.rules.notes))
        elif directive.name in {"limit", "limitexcept"} and directive.children is not None:
            rules = _limited(rules, directive)
    return rules


def _noted(rules: Rules, directive: Directive, why: Text) -> Rules:
    return replace(rules, notes=(*rules.notes, Note(place=directive.place, why=why)))


def _section(directive: Directive, folder: str | None) -> FilesSection:
    """<Files>, <FilesMatch> or <If>."""
    words = directive.arguments
    pattern = None
    if directive.name == "filesmatch" or (directive.name == "files" and words[:1] == ("~",)):
        pattern = expression(words[-1]) if words else None
    elif directive.name == "files" and words:
        pattern = glob(words[0], crosses=True)
    rules = rules_of(directive.children or (), folder)
    if pattern is None:
        why = text("which files <{name}> means is not understood.", name=directive.name)
        rules = _noted(rules, directive, why)
    whole = directive.name == "files" and words[:1] != ("~",)
    return FilesSection(pattern=pattern, whole=whole, rules=rules, place=directive.place)


def _limited(rules: Rules, directive: Directive) -> Rules:
    """Rules for some methods keep out nobody for certain: scripts are run for any method, also for made-up ones."""
    inside = directive.children or ()
    old, new = (None if one in {None, Access.OPEN} else Access.SOME for one in (compat(inside), required(inside)))
    return replace(rules, old_access=old or rules.old_access, access=new or rules.access)


_Table = Mapping[str, str | None]
_Change = Callable[[Directive, Rules], Rules]


def _endings(words: Iterable[str], value: str | None) -> dict[str, str | None]:
    return {word.removeprefix(".").lower(): value for word in words}


def _adds(read: Callable[[Rules], _Table], put: Callable[[Rules, _Table], Rules]) -> _Change:
    """``AddHandler handler .ending ...`` and ``AddType``."""

    def change(directive: Directive, rules: Rules) -> Rules:
        if not directive.arguments:
            return rules
        first, *endings = directive.arguments
        return put(rules, {**read(rules), **_endings(endings, first if ":" in first else first.lower())})

    return change


def _removes(read: Callable[[Rules], _Table], put: Callable[[Rules, _Table], Rules]) -> _Change:
    """``RemoveHandler .ending ...`` and ``RemoveType``."""

    def change(directive: Directive, rules: Rules) -> Rules:
        return put(rules, {**read(rules), **_endings(directive.arguments, None)})

    return change


def _sets(put: Callable[[Rules, str], Rules]) -> _Change:
    """A directive whose first word is the value."""

    def change(directive: Directive, rules: Rules) -> Rules:
        return put(rules, directive.arguments[0]) if directive.arguments else rules

    return change


def _action(directive: Directive, rules: Rules) -> Rules:
    words = directive.arguments
    return replace(rules, actions={**rules.actions, words[0].lower(): words[1]}) if len(words) > 1 else rules


def _options(directive: Directive, rules: Rules) -> Rules:
    """Words with + and - change; words without either are the whole set."""
    words = [word.lower() for word in directive.arguments]
    on = {word.lstrip("+") for word in words if not word.startswith("-")} - {"none"}
    off = frozenset(word[1:] for word in words if word.startswith("-"))
    whole = any(word[:1] not in {"+", "-"} for word in words)
    if "all" in on:
        on = (on - {"all"}) | _ALL
    return replace(rules, options=Options(whole=whole, on=frozenset(on), off=off).over(rules.options))


def _override(directive: Directive, rules: Rules) -> Rules:
    words = frozenset(word.lower().partition("=")[0] for word in directive.arguments) - {"none"}
    if directive.name == "allowoverridelist":
        words |= rules.override or frozenset()
    return replace(rules, override=words)


def _index(directive: Directive, rules: Rules) -> Rules:
    return replace(rules, index=(*(rules.index or ()), *directive.arguments))


def _php(directive: Directive, rules: Rules) -> Rules:
    words = [word.lower() for word in directive.arguments]
    if len(words) < 2 or words[0] != "engine":
        return rules
    return replace(rules, engine=words[1] in {"on", "1", "true", "yes"})


def _satisfy(directive: Directive, rules: Rules) -> Rules:
    return replace(rules, either=[word.lower() for word in directive.arguments[:1]] == ["any"])


def _provider(directive: Directive, rules: Rules) -> Rules:
    """``AuthBasicProvider anon``, ``AuthBasicFake name``: visitors need not know a password."""
    words = {word.lower() for word in directive.arguments}
    anonymous = "anon" in words if directive.name == "authbasicprovider" else words != {"off"}
    return replace(rules, anonymous=anonymous)


def _wrapper(directive: Directive, rules: Rules) -> Rules:
    """``FcgidWrapper /usr/bin/php-cgi .php``: mod_fcgid runs these endings with this program."""
    words = directive.arguments
    if not words:
        return rules
    endings = [word for word in words[1:] if word.startswith(".")] or [""]
    return replace(rules, actions={**rules.actions, **{f"fcgid-script{one.lower()}": words[0] for one in endings}})


def _put_handlers(rules: Rules, table: _Table) -> Rules:
    return replace(rules, handlers=table)


def _put_types(rules: Rules, table: _Table) -> Rules:
    return replace(rules, types=table)


_READERS: Final[Mapping[str, _Change]] = {
    "addhandler": _adds(lambda rules: rules.handlers, _put_handlers),
    "addtype": _adds(lambda rules: rules.types, _put_types),
    "removehandler": _removes(lambda rules: rules.handlers, _put_handlers),
    "removetype": _removes(lambda rules: rules.types, _put_types),
    "sethandler": _sets(lambda rules, word: replace(rules, handler=word)),
    "forcetype": _sets(lambda rules, word: replace(rules, type=word)),
    "action": _action,
    "fcgidwrapper": _wrapper,
    "fcgiwrapper": _wrapper,
    "satisfy": _satisfy,
    "authbasicprovider": _provider,
    "authbasicfake": _provider,
    "options": _options,
    "allowoverride": _override,
    "allowoverridelist": _override,
    "accessfilename": _sets(lambda rules, word: replace(rules, access_file=word)),
    "directoryindex": _index,
    "fallbackresource": _sets(lambda rules, word: replace(rules, fallback=word)),
    "php_flag": _php,
    "php_value": _php,
    "php_admin_flag": _php,
    "php_admin_value": _php,
}
CLASSES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("addhandler", "addtype", "removehandler", "removetype", "sethandler", "forcetype"), "fileinfo"),
    **dict.fromkeys(("action", "fcgidwrapper", *REDIRECTS, *REWRITES), "fileinfo"),
    **dict.fromkeys(("options", "php_flag", "php_value", "xbithack"), "options"),
    **dict.fromkeys(("directoryindex", "fallbackresource"), "indexes"),
    **dict.fromkeys(COMPAT, "limit"),
    **dict.fromkeys(REQUIRES, "authconfig"),
}
"""What ``AllowOverride`` has to name for a directive to be allowed in a ``.htaccess``."""
