"""A scan, in the order of the evidence: where files lie, what they can do, what links to them, who uses them.

Files are walked and looked at once; only those that hold what sends mail are read closely. Mail logs are read by
others, who hand over what they say of each file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from hiyari.forms.cron import CronTable
from hiyari.forms.evidence import (
    Blind,
    Confirmation,
    Evidence,
    LinkFacts,
    MailFacts,
    Scan,
    Skipped,
    UseFacts,
    WebFile,
)
from hiyari.forms.inventory.site import Site
from hiyari.forms.inventory.walking import walk
from hiyari.forms.language import Language
from hiyari.forms.links.graph import LinkGraph
from hiyari.forms.links.places import Places
from hiyari.forms.links.reference import Reference
from hiyari.forms.sharing import processes_for, shared
from hiyari.forms.studying import Closer, Studied, look_closer_at, name_of, study, worth
from hiyari.forms.verdict import Policy, judge
from hiyari.model.text import text

Watch = Callable[[int, int], None]
"""Told now and then: files and octets that were looked at."""
_EVERY: Final = 500
_TOGETHER: Final = 50
"""Scripts that one process reads before it tells."""
_LOADS: Final = Blind(why=text("it loads files that send mail, and what it has them do was not followed"))
_FEW: Final = 10
"""Scripts that one process reads as soon as several would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the files alone tell."""

    site: Site
    files: tuple[WebFile, ...]
    """Those that can send mail, or may, by path."""
    closer: dict[str, Closer]
    """What they can do, by path."""
    graph: LinkGraph
    skipped: tuple[Skipped, ...]
    looked: int
    octets: int
    quiet: int
    """Files that speak of mail, and in which no place that sends was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Evidence that comes from elsewhere than the files."""

    use: Callable[[WebFile], UseFacts]
    mail: Callable[[WebFile], MailFacts]
    confirmed: Callable[[str, str], Confirmation | None] = field(default=lambda _path, _sha256: None)
    """The last run in the sandbox of these octets at this path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What leads into a site from outside its files."""

    tables: tuple[CronTable, ...] = ()
    """What cron runs on this machine."""
    closed: tuple[str, ...] = ()
    """Tables of cron that could not be read."""
    entrances: tuple[str, ...] = ()
    """Addresses that the server's configuration answers with."""
    alone: bool = False
    """Whether the roots are single folders of a site that is not known: more may link to them."""


def look(
    site: Site, around: Around | None = None, *, processes: int | None = None, watch: Watch | None = None
) -> Found:
    """Look at every file of a site, and closely at those that send mail.

    Args:
        site: Where files lie, and how they are served.
        around: What leads into it.
        processes: How many share the work; None to decide by how much there is to read.
        watch: Told how far it is.
    """
    files: list[WebFile] = []
    skipped: list[Skipped] = []
    octets = 0
    for one in walk(site):
        if isinstance(one, Skipped):
            skipped.append(one)
        else:
            files.append(one)
            octets += one.size
    read = [one for one in files if worth(one)]
    many = processes or processes_for(sum(one.size for one in read))
    graph = _graph(site, files, around or Around())
    mails, including = _study(read, graph, skipped, many, watch)
    by_path = {one.path: one for one in files}
    closer, lost = _closer(site, [by_path[path] for path in mails], many)
    skipped += lost
    read_closely = len(mails)
    # Each script is given once, so this ends.
    while more := including.more(closer):
        found, lost = _closer(site, [by_path[path] for path in more], many, loading=True)
        closer |= found
        skipped += lost
    return Found(
        site=site,
        files=tuple(by_path[path] for path in sorted(closer)),
        closer=closer,
        graph=graph,
        skipped=tuple(sorted(skipped, key=lambda one: one.path)),
        looked=len(files),
        octets=octets,
        quiet=read_closely - sum(path in closer for path in mails),
    )


def _graph(site: Site, files: Iterable[WebFile], around: Around) -> LinkGraph:
    hosts = frozenset(name for host in site.hosts for name in host.names)
    roots = tuple(root.path for root in site.roots if not root.single)
    places = Places(
        url_of=site.url_of,
        path_of=site.path_of_decoded,
        roots=roots,
        hosts=hosts,
        sites={root: name for root in roots if (name := _site_of(site, root)) is not None},
    )
    paths = (*(one.path for one in files), *(one.path for one in around.tables))
    graph = LinkGraph(paths, places, entrances=around.entrances, fronts=site.front_controllers)
    for table in around.tables:
        graph.add(table.path, table.references)
    reasons = [text("only the folder that it lies in was looked at")] if around.alone else []
    reasons += [text("{path}, which may start it, could not be read", path=path) for path in around.closed]
    for root in roots:
        for reason in reasons:
            graph.blind(reason, under=root)
    return graph


def _site_of(site: Site, root: str) -> str | None:
    """Which site a root belongs to; roots whose address is not known belong together."""
    address = site.address_of(f"{root}/index.html")
    return None if address is None else urlsplit(address).netloc or None


class _Including:
    """Scripts without a word of mail in them, by what they include; each is given out once."""

    def __init__(self) -> None:
        self._includers: dict[str, list[Studied]] = {}
        self._asking: set[str] = set()
        self._given: set[str] = set()

    def learn(self, studied: Studied) -> None:
        if studied.mail and studied.asks:
            self._asking.add(studied.path)
        for name in studied.includes:
            self._includers.setdefault(name, []).append(studied._replace(references=()))

    def more(self, closer: Mapping[str, Closer]) -> list[str]:
        """Those that include what sends, at any depth, where a script on the way takes in a request."""
        waiting = [(path, path in self._asking) for path, one in closer.items() if one.reading.sinks]
        seen = set(waiting)
        found: dict[str, None] = {}
        while waiting:
            path, asks = waiting.pop()
            for studied in self._includers.get(name_of(path), ()):
                includer = (studied.path, asks or studied.asks)
                if includer not in seen:
                    seen.add(includer)
                    waiting.append(includer)
                if includer[1] and studied.path not in self._given:
                    found[studied.path] = None
        self._given.update(found)
        return [path for path in found if path not in closer]


def _study(
    read: Sequence[WebFile], graph: LinkGraph, skipped: list[Skipped], processes: int, watch: Watch | None
) -> tuple[list[str], _Including]:
    """Add what every file refers to; tells which hold what sends mail, and which include what."""
    mails: list[str] = []
    including = _Including()
    octets = 0
    asked = [(one.path, one.language) for one in read]
    for number, (file, studied) in enumerate(zip(read, shared(study, asked, processes), strict=True)):
        _keep(studied, graph, skipped)
        if studied.mail:
            mails.append(studied.path)
        including.learn(studied)
        octets += file.size
        if watch is not None and number % _EVERY == 0:
            watch(number, octets)
    return mails, including


def _keep(studied: Studied, graph: LinkGraph, skipped: list[Skipped]) -> None:
    references: tuple[Reference, ...] = studied.references
    if studied.lost is not None:
        skipped.append(Skipped(path=studied.path, why=studied.lost))
    graph.add(studied.path, references)


def _closer(
    site: Site, files: Sequence[WebFile], processes: int, *, loading: bool = False
) -> tuple[dict[str, Closer], list[Skipped]]:
    """Read scripts closely; ``loading``: these load what sends mail."""
    roots = tuple(root.path for root in site.roots)
    lost: list[Skipped] = []
    found: dict[str, Closer] = {}
    tasks = [(one, roots) for one in files]
    processes = processes if len(files) > _FEW else 1
    # Every so many to each: what lies together takes about as long.
    some = [
        tuple(tasks[first + which : first + _TOGETHER * processes : processes])
        for first in range(0, len(tasks), _TOGETHER * processes)
        for which in range(processes)
    ]
    work = shared(look_closer_at, some, processes, batch=1)
    for one in (one for several in work for one in several):
        if isinstance(one, Studied):
            lost.append(Skipped(path=one.path, why=one.lost or text("It could not be read.")))
        elif one.reading.sinks or one.family is not None:
            found[one.path] = one
        elif loading and one.reading.language is not Language.PHP:
            # PHP's includes are followed by what they name; other modules may lie in places that are not searched.
            found[one.path] = one._replace(reading=replace(one.reading, blind=(*one.reading.blind, _LOADS)))
        # Else: what is not understood in a file that sends nothing is another file's business: it includes this one.
    return found, lost


def urls_of(site: Site, files: Iterable[WebFile]) -> dict[str, str]:
    """The addresses that access logs may name each file by, under every name of its site.

    Without a configuration the site's other names are not known; then the path alone has to do, whatever the host: a
    use too many keeps a file, a use too few would have it removed.
    """
    configured = (host for host in site.hosts if host.place is not None)
    names = {name: host.names for host in configured for name in host.names}
    found: dict[str, str] = {}
    for file in files:
        if file.url is None:
            continue
        parts = urlsplit(file.url)
        known = names.get(parts.hostname or "", ())
        path = file.url if not parts.netloc else parts.path or "/"
        found.update((f"http://{name}{path}", file.path) for name in known)
        if not known:
            found[path] = file.path
    return found


def judged(found: Found, beside: Beside, at: datetime, policy: Policy | None = None) -> Scan:
    """Put the evidence together, and say what ought to be done.

    Args:
        found: What the files tell.
        beside: What logs and earlier runs tell.
        at: Now.
        policy: How much time decides.
    """
    return Scan(
        at=at,
        files=tuple(judge(_evidence(file, found, beside), at, policy) for file in found.files),
        skipped=found.skipped,
        looked=found.looked,
        octets=found.octets,
        quiet=found.quiet,
    )


def _evidence(file: WebFile, found: Found, beside: Beside) -> Evidence:
    closer = found.closer[file.path]
    links: LinkFacts = found.graph.facts(file.path)
    return Evidence(
        file=file,
        sha256=closer.sha256,
        reading=closer.reading,
        links=links,
        use=beside.use(file),
        mail=beside.mail(file),
        family=closer.family,
        confirmation=beside.confirmed(file.path, closer.sha256),
    )
