"""Who uses a form, and who probes it, told from the access logs.

A use is a post by a client that loaded the page before, as a browser does: within an hour, with the page's pictures and
styles, or with a referer that names a page which this client was really given. Everything else is a probe. What cannot
be told so is said: the logs cover too little time, a cache may answer for the page, too many clients were at work to
remember each.

An adversary who loads the page first looks like a visitor; more posts from one address than a person sends
(`tally.IN_MINUTES`, `tally.IN_A_DAY`) are probes all the same, the first ones too. Who uses many addresses for this is
not told apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from heapq import merge
from operator import itemgetter
from typing import Final

from hiyari.forms.evidence import UseFacts
from hiyari.forms.links.hosts import Hosts
from hiyari.forms.use import signs
from hiyari.forms.use.agents import Sort, engine_of, sort_of, split_referer
from hiyari.forms.use.clients import HOUR, Client, Clients, neighbourhood, one_of
from hiyari.forms.use.posts import Judge
from hiyari.forms.use.tally import Coverage, Tally
from hiyari.forms.use.targets import Target, Targets, spelled
from hiyari.forms.use.telling import Seen, facts, remarks
from hiyari.logfiles.request import Request
from hiyari.model.text import Remote, Text, text

ENOUGH: Final = timedelta(days=30)
"""How long logs must tell of a form before "nobody uses it" is said."""
_NONE: Final[frozenset[str]] = frozenset()


class UseReader:
    """Reads requests in the order of time, and tells of each form who asked for it."""

    def __init__(
        self,
        forms: Mapping[str, str],
        *,
        pages: Mapping[str, Collection[str]] | None = None,
        hosts: Collection[str] = (),
        domains: Collection[str] = (),
        most_clients: int = 50_000,
        window: int = HOUR,
        enough: timedelta = ENOUGH,
    ) -> None:
        """Know the forms.

        Args:
            forms: Files by their addresses (paths, or complete: then only requests of that virtual host count).
            pages: By file, the addresses of pages that lead to the form: that link to it or post to it.
            hosts: The site's names, as the web server's configuration writes them. Empty: the virtual host of each
                request is, or any.
            domains: Domains whose mail addresses belong to the site. Empty: those of its names.
            most_clients: That are remembered at a time.
            window: Microseconds between loading the page and posting, at most.
            enough: How long logs must tell of a form before "nobody uses it" is said.
        """
        self._targets = Targets(forms)
        self._tallies = {file: Tally() for file in forms.values()}
        self._pages = {file: frozenset(spelled(split_path(one)) for one in of) for file, of in (pages or {}).items()}
        self._leads: dict[str, list[Tally]] = {}
        for file, of in self._pages.items():
            for page in of:
                if file in self._tallies:
                    self._leads.setdefault(page, []).append(self._tallies[file])
        self._hosts = Hosts(hosts)
        self._domains = frozenset(one.lower() for one in domains) or self._hosts.domains
        self._clients = Clients(most_clients, window)
        self._near = Clients(most_clients, window)
        self._judge = Judge(self._clients, self._near, window)
        self._window = window
        self._enough = enough
        self._coverage = Coverage()

    def read(self, requests: Iterable[Request]) -> None:
        """Read more requests, in the order of time; see `merged`."""
        of, cover = self._targets.of, self._coverage.request
        for request in requests:
            cover(request.at)
            if request.path is None or request.method is None:
                continue
            target = of(request.path, request.site, request.status < 400)
            if target.form is not None:
                self._asked(request, target, self._tallies[target.form], target.form)
            elif request.status < 400:
                self._given(request, target)

    def _given(self, request: Request, target: Target) -> None:
        """Remember what a client was given that is no form."""
        key = one_of(request.client), hash(request.agent)
        if target.asset:
            client = self._clients.get(key)
            if client is not None:
                client.assets = request.at
            return
        if request.method not in {"GET", "POST"}:
            return
        self._clients.loaded(key, target.path, request.at)
        if target.path in self._leads:
            self._near.loaded((neighbourhood(request.client), key[1]), target.path, request.at)
            for tally in self._leads[target.path]:
                tally.loads += 1

    def _asked(self, request: Request, target: Target, tally: Tally, form: str) -> None:
        at, client = request.at, request.client
        sort = sort_of(request.agent)
        told = self._telltale(request, sort)
        if told is not None:
            tally.probed(at, client, told)
            return
        referer = split_referer(request.referer)
        if referer is not None and sort is not Sort.CRAWLER:
            self._arrived(referer[0], request.site, tally)
        if request.method == "GET" and not signs.addressed(request.query, self._domains):
            if sort is Sort.CRAWLER:
                return
            self._looked(request, target, tally, referer)
        elif sort is Sort.CRAWLER:
            tally.probed(at, client, text(signs.WITHOUT_PAGE))
        else:
            self._posted(request, target, tally, form)

    def _arrived(self, host: str, site: str | None, tally: Tally) -> None:
        if (engine := engine_of(host)) is not None:
            tally.came_from(engine)
        elif (self._hosts or site) and not self._ours(host, site):
            tally.sent_by(host)

    def _telltale(self, request: Request, sort: Sort) -> Text | None:
        """What makes a request a probe, whatever came before it."""
        if sort is Sort.PROGRAM:
            agent = request.agent
            return text(signs.PROGRAM, agent=Remote(agent[:80])) if agent and agent != "-" else text(signs.UNNAMED)
        if (found := signs.sign(request.query, self._domains)) is not None:
            return found
        if request.method not in {"GET", "POST"} and not (sort is Sort.CRAWLER and request.method == "HEAD"):
            return text(signs.METHOD, method=Remote((request.method or "")[:20]))
        return None

    def _looked(self, request: Request, target: Target, tally: Tally, referer: tuple[str, str] | None) -> None:
        key = one_of(request.client), hash(request.agent)
        if referer is None and signs.well_known(target.path) and not (self._clients.get(key) or Client()).pages:
            tally.probed(request.at, request.client, text(signs.BY_NAME))
            return
        tally.viewed(request.at)
        if request.status < 400:
            tally.loads += 1
            self._clients.loaded(key, target.path, request.at)
            self._near.loaded((neighbourhood(request.client), key[1]), target.path, request.at)

    def _posted(self, request: Request, target: Target, tally: Tally, form: str) -> None:
        at, address = request.at, one_of(request.client)
        came = self._came_from(request)
        wanted = self._pages.get(form, _NONE) | {target.path}
        doubt, near = self._judge.post(request, form, wanted, came)
        if doubt is not None and doubt.message == signs.WITHOUT_PAGE and request.method == "GET":
            doubt = text(signs.IN_QUERY)
        if doubt is None and tally.too_many(at, address):
            doubt = text(signs.TOO_MANY)
        if doubt is None:
            tally.used(at, address)
            tally.nearby += near
            self._clients.seen((address, hash(request.agent)), at).posted[form] = at
        elif doubt.message == signs.FORGED and came in wanted:
            # Where the log begins, or begins again, the page may have been loaded just before.
            if self._coverage.begun(at, self._window):
                tally.doubtful += 1
                tally.probed(at, request.client, doubt)
        else:
            tally.probed(at, request.client, doubt)

    def _came_from(self, request: Request) -> str | None:
        """The page of the site that the referer names."""
        referer = split_referer(request.referer)
        if referer is None:
            return None
        host, path = referer
        known = bool(self._hosts) or request.site is not None
        return spelled(path) if not known or self._ours(host, request.site) else None

    def _ours(self, host: str, site: str | None) -> bool:
        return host in self._hosts or (site is not None and host == site.lower())

    def facts(self, file: str) -> UseFacts:
        """Tell who asked for a form, after all requests were read."""
        return facts(self._tallies.get(file), self._seen)

    def remarks(self, file: str) -> tuple[Text, ...]:
        """What a reader should know of how the facts of one form were found."""
        return tuple(remarks(self._tallies.get(file) or Tally(), self._seen))

    @property
    def _seen(self) -> Seen:
        return Seen(coverage=self._coverage, forgotten=self._clients.forgotten, enough=self._enough)


def merged(logs: Iterable[Iterable[Request]]) -> Iterable[Request]:
    """The requests of several logs in the order of time, each log being about in order."""
    several = list(logs)
    return several[0] if len(several) == 1 else merge(*several, key=itemgetter(0))


def split_path(url: str) -> str:
    """The path of an address that may be complete."""
    _, mark, rest = url.partition("://")
    return "/" + rest.partition("/")[2] if mark else url
