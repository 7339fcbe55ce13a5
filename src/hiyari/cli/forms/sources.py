"""What commands about forms are about: web roots, the server's configuration, access logs and mail logs."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from hiyari.cli.forms.named import checked_url, directory, need_file, need_grammars, need_log, refuse_empty
from hiyari.cli.inventory_source import load_inventory
from hiyari.forms.evidence import WebFile
from hiyari.forms.inventory.configuration import read_configuration
from hiyari.forms.inventory.entrances import configured_entrances
from hiyari.forms.inventory.site import Site, WebRootAt
from hiyari.forms.verdict import Policy
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory, WebRoot
from hiyari.model.text import text

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOptions:
    """What the options that these commands share said."""

    directories: tuple[str, ...] = ()
    url: str | None = None
    server_config: tuple[str, ...] = ()
    access_log: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    unused_days: int = 30
    config: str | None = None
    state: str | None = None
    guessed: bool = False
    """Whether ``directories`` are only the folders of the files that were named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLogOf:
    """An access log, and the web root whose requests it holds."""

    names: tuple[str, ...]
    """Paths and patterns, as given; none: the root's log is not declared."""
    root: WebRoot | None
    """None: it was named on the command line, for everything that is looked at."""

    def holds(self, file: WebFile) -> bool:
        """Whether requests for a file would stand in it: a file of the root, or of an alias of the same site."""
        if self.root is None or _within(file.path, self.root.path) or _within(_same(file.path), _same(self.root.path)):
            return True
        return file.url is not None and urlsplit(file.url).netloc == urlsplit(self.root.url).netloc != ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to look."""

    site: Site
    inventory: Inventory | None
    access_logs: tuple[AccessLogOf, ...]
    """Whose requests they hold decides for whose files they tell."""
    mail_logs: tuple[str, ...]
    named: bool
    """Whether the mail logs were named on the command line."""
    host: str | None
    """Whose web roots they are, where the inventory says it."""
    policy: Policy
    entrances: tuple[str, ...] = ()
    """Addresses that the server's configuration answers with (error pages)."""
    guessed: bool = False
    """Whether the folders are only those of the files that were named: what links to them is not known."""


def form_options(*, named: bool = True) -> Callable[[F], F]:
    """Add the options that every command about forms has; they arrive as ``options``.

    Args:
        named: Whether folders are arguments; else the option ``--root``.
    """
    folders = (
        click.argument("directories", nargs=-1, metavar="[DIR ...]")
        if named
        else click.option(
            "--root",
            "directories",
            multiple=True,
            metavar="DIR",
            help="The folder of the web site; else the inventory's.",
        )
    )
    return lambda command: _decorated(command, folders)


def _decorated(command: F, folders: Callable[[Any], Any]) -> F:
    def called(**given: Any) -> Any:  # noqa: ANN401 - click's own
        refuse_empty(given)
        own = {one.name: given.pop(one.name) for one in fields(FormOptions) if one.name != "guessed"}
        return command(FormOptions(**own), **given)

    called.__name__, called.__doc__ = command.__name__, command.__doc__
    called.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    decorated: Any = called
    for option in (
        click.option("--state", metavar="FILE|URL", help="The state database; else HIYARI_STATE or the usual place."),
        click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml."),
        click.option(
            "--unused-days",
            type=click.IntRange(1, 3650),
            default=30,
            metavar="DAYS",
            help="A log of so many days without a use proves that a file is unused.",
        ),
        click.option("--log", multiple=True, metavar="FILE", help="A mail log: which mail came from which file."),
        click.option("--access-log", multiple=True, metavar="FILE", help="The web server's access log."),
        click.option(
            "--server-config", multiple=True, metavar="FILE", help="Apache's or nginx's main configuration file."
        ),
        click.option("--url", metavar="URL", help="The address of DIR: https://www.example.jp/."),
        folders,
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def sources_of(options: FormOptions) -> Sources:
    """Put command line and inventory together: what is named on the command line stands in for what is declared.

    Raises:
        UserError: There is nothing to look at, or a folder or configuration cannot be read.
    """
    need_grammars()
    inventory = load_inventory(options.config)
    declared = _declared(inventory, options.directories)
    directories = [directory(one) for one in options.directories] or [one.path for one in declared]
    if not directories and not options.server_config:
        raise UserError(
            text("There is nothing to scan. Name the folder of the web site: hiyari forms scan /var/www --url URL")
        )
    urls = {_same(one.path): one.url for one in declared}
    roots = [WebRootAt(path=one, url=checked_url(options.url) or urls.get(_same(one))) for one in directories]
    configured = options.server_config or tuple(dict.fromkeys(name for one in declared for name in one.server_config))
    for name in configured:
        need_file(name)
    for name in (*options.access_log, *options.log):
        need_log(name)
    logs = (
        (AccessLogOf(names=options.access_log, root=None),)
        if options.access_log
        else tuple(AccessLogOf(names=(one.access_log,) if one.access_log else (), root=one) for one in declared)
    )
    hosts = {one.host for one in declared}
    host = hosts.pop() if len(hosts) == 1 else None
    configuration = read_configuration(configured) if configured else None
    return Sources(
        site=Site.of(roots, configuration),
        entrances=configured_entrances(configuration.files) if configuration is not None else (),
        guessed=options.guessed,
        inventory=inventory,
        access_logs=logs,
        named=bool(options.log),
        mail_logs=options.log or _mail_logs(inventory, host),
        host=host,
        policy=Policy(unused=timedelta(days=options.unused_days)),
    )


def _declared(inventory: Inventory | None, directories: Sequence[str]) -> tuple[WebRoot, ...]:
    """The web roots of the inventory: all of them, or those that hold what is named, or lie in it."""
    roots = inventory.webroots if inventory is not None else ()
    if not directories:
        return roots
    named = [_same(one) for one in directories]
    return tuple(
        root for root in roots if any(_within(one, _same(root.path)) or _within(_same(root.path), one) for one in named)
    )


def _mail_logs(inventory: Inventory | None, host: str | None) -> tuple[str, ...]:
    """The mail logs of the web host; where none is declared for it, of every host."""
    logs = inventory.logs if inventory is not None else ()
    own = tuple(one.path for one in logs if one.host == host)
    return own or tuple(one.path for one in logs)


def _same(path: str) -> str:
    return posixpath.realpath(path)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")
