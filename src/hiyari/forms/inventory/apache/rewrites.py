"""mod_rewrite and mod_alias's redirects: which files they hide, and which file they give every URL to.

Followed: ``-`` with F or G, rules that send everything to one file, and whether a rule fits a file's URL at all.
A rule with conditions is taken as not applying: most are for what does not exist (``!-f``) or for another host, and a
file that is taken to run is the safer mistake. What an unconditional rule does beyond that is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hiyari.forms.inventory.apache.syntax import Directive
from hiyari.forms.inventory.note import Place
from hiyari.forms.inventory.patterns import expression, found
from hiyari.forms.inventory.rules import Condition, Redirect, Rewrite, RewriteRule

REDIRECTS: Final = frozenset({"redirect", "redirectmatch", "redirectpermanent", "redirecttemp"})
REWRITES: Final = frozenset({"rewriteengine", "rewriterule", "rewritecond", "rewritebase", "rewriteoptions"})
_STATUS: Final = {"permanent": 301, "temp": 302, "seeother": 303, "gone": 410}


def redirects_of(directives: Iterable[Directive]) -> tuple[Redirect, ...]:
    """The redirects of one context, and what is handed to other servers, in order."""
    found = []
    for directive in directives:
        words = list(directive.arguments)
        if directive.name in REDIRECTS:
            status = 301 if directive.name == "redirectpermanent" else 302
            if words and (words[0].lower() in _STATUS or words[0].isdecimal()):
                first = words.pop(0).lower()
                status = _STATUS.get(first) or int(first[:3])
            if not words:
                continue
        elif directive.name in {"proxypass", "proxypassmatch"} and len(words) > 1 and words[1] != "!":
            if words[1].startswith(("fcgi:", "unix:")):
                continue
            status = 0
        else:
            continue
        found.append(_redirect(words[0], status, directive))
    return tuple(found)


def _redirect(what: str, status: int, directive: Directive) -> Redirect:
    if directive.name.endswith("match"):
        return Redirect(prefix=None, pattern=expression(what), status=status, place=directive.place)
    return Redirect(prefix=what, pattern=None, status=status, place=directive.place)


def redirected(redirects: Iterable[Redirect], url: str) -> Redirect | None:
    """The first redirect that takes this URL path (decoded)."""
    for one in redirects:
        if one.prefix is not None:
            rest = url.removeprefix(one.prefix)
            if url.startswith(one.prefix) and (not rest or rest.startswith("/") or one.prefix.endswith("/")):
                return one
        elif one.pattern is not None and found(one.pattern, url):
            return one
    return None


def rewrite_of(directives: Iterable[Directive], folder: str | None) -> Rewrite | None:
    """The rewriting of one context; None where it has no directive of mod_rewrite."""
    on, base, seen = None, None, False
    rules: list[RewriteRule] = []
    conditions: list[Condition] = []
    for directive in directives:
        seen = seen or directive.name in REWRITES
        words = directive.arguments
        match directive.name:
            case "rewriteengine" if words:
                on = words[0].lower() == "on"
            case "rewritebase" if words:
                base = words[0]
            case "rewritecond" if len(words) > 1:
                conditions.append(Condition(test=words[0], pattern=words[1]))
            case "rewriterule" if len(words) > 1:
                rules.append(_rule(words, tuple(conditions), directive.place))
                conditions = []
    return Rewrite(on=on, rules=tuple(rules), folder=folder, base=base) if seen else None


def _rule(words: tuple[str, ...], conditions: tuple[Condition, ...], place: Place) -> RewriteRule:
    written = "".join(words[2:]).strip("[]").upper()
    flags = frozenset(flag.strip().partition("=")[0] for flag in written.split(",") if flag.strip())
    negated, source = words[0].startswith("!"), words[0].removeprefix("!")
    fold = bool(flags & {"NC", "NOCASE"})
    return RewriteRule(
        pattern=expression(source, fold=fold),
        negated=negated,
        target=words[1],
        flags=flags,
        conditions=conditions,
        place=place,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the rewriting does with the URL of a file that exists."""

    refused: bool
    """Else: the visitor may get something else."""
    place: Place


def effect(rewrite: Rewrite | None, path: str, url: str) -> Effect | None:
    """What happens to a file before it is looked at; None: nothing, as far as is known.

    Args:
        rewrite: The rules that hold in its folder.
        path: The file.
        url: Its URL path, decoded.
    """
    if rewrite is None or not rewrite.on:
        return None
    subject = path.removeprefix(rewrite.folder.rstrip("/") + "/") if rewrite.folder is not None else url
    for rule in rewrite.rules:
        if rule.conditions or not _fits(rule, subject):
            continue
        if rule.target == "-":
            if rule.flags & {"F", "FORBIDDEN", "G", "GONE"}:
                return Effect(refused=True, place=rule.place)
            if rule.flags & {"L", "LAST", "END"}:
                return None
        elif not _same(rule, rewrite, path, subject):
            return Effect(refused=False, place=rule.place)
    return None


def _fits(rule: RewriteRule, subject: str) -> bool:
    if rule.pattern is None:
        return True
    return (found(rule.pattern, subject) is not None) is not rule.negated


def _same(rule: RewriteRule, rewrite: Rewrite, path: str, subject: str) -> bool:
    """Whether the rule leads to the file itself: a front controller's own URL."""
    target = rule.target.partition("?")[0]
    if target.startswith("/") and rewrite.folder is None:
        return target == subject
    return target.lstrip("/") == subject or path.endswith("/" + target.lstrip("/"))


def catch_all(rewrite: Rewrite | None) -> str | None:
    """The target of the rule that takes every URL, or every one without a file: the front controller, as written."""
    if rewrite is None or not rewrite.on:
        return None
    for rule in rewrite.rules:
        target = rule.target.partition("?")[0]
        if target == "-" or "://" in target or "$" in target or "%" in target or rule.flags & {"R", "REDIRECT", "P"}:
            continue
        if rule.pattern is not None and all(_fits(rule, probe) for probe in _PROBES):
            return target
    return None


_PROBES: Final = ("a", "zq/x-1", "kontakt/9.html")
"""URLs that have nothing in common but being URLs."""
