"""Draws the plan of a removal: a scan of the site for the evidence, then a look at each file that was named."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hiyari.cli.forms.confirmations import kept_confirmations
from hiyari.cli.forms.found import around, one_file
from hiyari.cli.forms.keeping import folder_of, place_for, settled
from hiyari.cli.forms.looking import scan
from hiyari.cli.forms.sources import FormOptions, sources_of
from hiyari.forms.evidence import Judged, WebFile
from hiyari.forms.inventory.site import Site
from hiyari.forms.removal.disuse import Policy
from hiyari.forms.removal.look import look
from hiyari.forms.removal.plan import Mover, RemovalPlan, Wanted, plan_removal
from hiyari.forms.removal.recover import Recovered
from hiyari.forms.removal.removal import list_removals
from hiyari.forms.removal.states import ItemState
from hiyari.model.error import UserError
from hiyari.model.text import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks for, besides what all commands about forms are told."""

    files: tuple[str, ...]
    to: str | None = None
    although_used: bool = False
    although_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The plan, with what it is shown with."""

    plan: RemovalPlan
    judged: Mapping[str, Judged]
    """By the files' names as they were given."""
    twins: Mapping[str, tuple[str, ...]]
    """By the same names: other files of the site with the same octets, that nobody has named."""
    recovered: Recovered


def draw(asked: Asked, options: FormOptions) -> Drawn:
    """Settle what was interrupted, scan, look, plan.

    Raises:
        UserError: A file is not there, or none that the scan found; a log or folder cannot be read.
        SafetyError: The place for removed files is not one's own, or another hiyari is moving files.
    """
    folder = folder_of(options, asked.to)
    base, recovered = settled(folder)
    _refuse_removed(base, asked.files)
    sources = sources_of(around(options, asked.files))
    scanned, found = scan(sources, kept_confirmations(options))
    by_path = {one.evidence.file.path: one for one in scanned.files}
    judged = {name: by_path[one_file(found, name).path] for name in asked.files}
    roots = _roots(sources.site)
    wanted = [(_wanted(name, one, sources.site), look(name, roots)) for name, one in judged.items()]
    policy = Policy(
        days=options.unused_days, although_used=asked.although_used, although_unknown=asked.although_unknown
    )
    mover = Mover(uid=os.geteuid(), groups=frozenset({os.getegid(), *os.getgroups()}))
    plan = plan_removal(wanted, place_for(folder, sources.site), policy, mover, scanned.at)
    return Drawn(plan=plan, judged=judged, twins=_twins(judged, by_path), recovered=recovered)


def _twins(judged: Mapping[str, Judged], by_path: Mapping[str, Judged]) -> dict[str, tuple[str, ...]]:
    named = {one.evidence.file.path for one in judged.values()}
    others: dict[str, list[str]] = {}
    for path, one in by_path.items():
        if path not in named:
            others.setdefault(one.evidence.sha256, []).append(path)
    return {name: tuple(others.get(one.evidence.sha256, ())) for name, one in judged.items()}


def _wanted(name: str, judged: Judged, site: Site) -> Wanted:
    seen = judged.evidence
    return Wanted(path=name, url=_url(name, seen.file, site), scanned=seen.sha256, use=seen.use)


def _url(name: str, file: WebFile, site: Site) -> str | None:
    """A second name of a file has a second URL, where it has one."""
    whole = posixpath.abspath(name)
    return file.url if whole == file.path else site.address_of(whole) or file.url


def _roots(site: Site) -> tuple[str, ...]:
    """The folders that files are moved out of; of a file with a URL of its own, its folder."""
    return tuple(root.path if not root.single else posixpath.dirname(root.path) for root in site.roots)


def _refuse_removed(base: str, files: Sequence[str]) -> None:
    """Whoever names a file that was removed already wants to know that, not that it does not exist."""
    missing = {_real(name): name for name in files if not posixpath.lexists(name)}
    if not missing:
        return
    for removal in list_removals(base).removals:
        for item in removal.manifest.items:
            name = missing.get(item.path)
            if name is not None and removal.state_of(item) is ItemState.REMOVED:
                sentence = text(
                    "{path} was removed already, by {by} at {when}. Leave it out, or put it back: hiyari forms undo "
                    "{id}",
                    path=name,
                    by=removal.manifest.by,
                    when=removal.since(item),
                    id=removal.manifest.id,
                )
                raise UserError(sentence)


def _real(name: str) -> str:
    """Where a file lies, or lay: its folder without symbolic links."""
    path = Path(name)
    return str(path.parent.resolve() / path.name)
