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
from hiyari.forms.use import signs
from hiyari.forms.use.agents import Sort, engine_of, sort_of, split_referer
from hiyari.forms.use.clients import HOUR, Client, Clients, neighbourhood, one_of
from hiyari.forms.use.tally import Coverage, Tally, moment
from hiyari.forms.use.targets import Target, Targets, spelled
from hiyari.logfiles.request import Request
from hiyari.model.text import Duration, Remote, Text, ntext, text

ENOUGH: Final = timedelta(days=30)
"""How long logs must tell of a form before "nobody uses it" is said."""
_SECOND: Final = 1_000_000
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
            hosts: The site's names. Empty: the virtual host of each request is, or any.
            domains: Domains whose mail addresses belong to the site.
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
        self._hosts = frozenset(one.lower() for one in hosts)
        self._domains = frozenset(one.lower() for one in domains)
        self._clients = Clients(most_clients, window)
        self._near = Clients(most_clients, window)
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
        if referer is not None and (engine := engine_of(referer[0])) is not None:
            tally.came_from(engine)
        if request.method == "GET" and not signs.addressed(request.query, self._domains):
            if sort is Sort.CRAWLER:
                return
            self._looked(request, target, tally, referer)
        elif sort is Sort.CRAWLER:
            tally.probed(at, client, text(signs.WITHOUT_PAGE))
        else:
            self._posted(request, target, tally, form)

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
        at = request.at
        address, agent = one_of(request.client), hash(request.agent)
        client = self._clients.get((address, agent))
        came = self._came_from(request)
        why = self._doubt(request, target, form, client, came)
        near = False
        if why is not None and self._from_nearby(request, target, form, came):
            why, near = None, True
        if why is None:
            if tally.too_many(at, address):
                tally.probed(at, request.client, text(signs.TOO_MANY))
                return
            tally.used(at, address)
            tally.nearby += near
            self._clients.seen((address, agent), at).posted[form] = at
        elif came is not None and why.message == signs.FORGED and came in self._wanted(target, form):
            tally.doubtful += 1
            tally.last_doubtful = at
            tally.probed(at, request.client, why)
        else:
            tally.probed(at, request.client, why)

    def _wanted(self, target: Target, form: str) -> frozenset[str]:
        """The pages that a visitor posts from."""
        return self._pages.get(form, _NONE) | {target.path}

    def _came_from(self, request: Request) -> str | None:
        """The page of the site that the referer names."""
        referer = split_referer(request.referer)
        if referer is None:
            return None
        host, path = referer
        hosts = self._hosts or ({request.site.lower()} if request.site else None)
        return spelled(path) if hosts is None or host in hosts else None

    def _doubt(
        self, request: Request, target: Target, form: str, client: Client | None, came: str | None
    ) -> Text | None:
        """Why a post is no use; None: it is one."""
        at = request.at
        if client is not None and 0 <= at - client.posted.get(form, -HOUR) <= self._window:
            return None  # The next step of a form that it has begun to use.
        named = self._clients.when(client, came, at) if came is not None else None
        times = [
            when for page in self._wanted(target, form) if (when := self._clients.when(client, page, at)) is not None
        ]
        if came is not None and named is None and came != "/":
            return text(signs.FORGED, page=Remote(came))
        loaded = max([*times, *([named] if named is not None else [])], default=None)
        if loaded is None:
            return text(signs.WITHOUT_PAGE)
        if at - loaded < _SECOND:
            return text(signs.AT_ONCE)
        browser = client is not None and 0 <= at - client.assets <= self._window
        if named is None and not browser and sort_of(request.agent) is not Sort.PHONE and came != "/":
            return text(signs.NO_BROWSER)
        return None

    def _from_nearby(self, request: Request, target: Target, form: str, came: str | None) -> bool:
        """Whether the page was loaded by the same agent from another address of the network.

        Carriers' gateways change the address between two requests. Phones of before the smartphones name no referer.
        """
        client = self._near.get((neighbourhood(request.client), hash(request.agent)))
        wanted = self._wanted(target, form)
        if came is None and sort_of(request.agent) is not Sort.PHONE:
            return False
        pages = wanted if came is None else ({came} & wanted)
        times = [self._near.when(client, page, request.at) for page in pages]
        return any(when is not None and request.at - when >= _SECOND for when in times)

    def facts(self, file: str) -> UseFacts:
        """Tell who asked for a form, after all requests were read."""
        tally = self._tallies.get(file)
        since, until = moment(self._coverage.since), moment(self._coverage.until)
        if since is None:
            return UseFacts(since=None, why=text("There is no access log."))
        if tally is None:
            return UseFacts(
                since=since, until=until, why=text("No address leads to it, so no log can tell who asks for it.")
            )
        cached = tally.doubtful if self._maybe_cached(tally) else 0
        return UseFacts(
            since=since, until=until, uses=tally.uses, last_use=moment(tally.last_use), views=tally.views,
            last_view=moment(tally.last_view), probes=tally.probes - cached, last_probe=moment(tally.last_probe),
            probe=tally.probe, clients=len(tally.clients), engines=tuple(tally.engines), why=self._why(tally),
        )  # fmt: skip

    def _maybe_cached(self, tally: Tally) -> bool:
        return tally.doubtful > 0 and tally.uses == 0 and (tally.loads == 0 or self._clients.forgotten > 0)

    def _why(self, tally: Tally) -> Text | None:
        """Why it is not known whether a form is used."""
        if tally.uses > 0:
            return None
        if self._maybe_cached(tally):
            if self._clients.forgotten:
                return text("There were too many clients at a time to tell who had loaded the page.")
            return text("Posts come with the right referer, but nobody loads the page: a cache may answer for it.")
        if self._coverage.told < self._enough:
            return text(
                "The logs tell of {told} only; that nobody uses it is said after {enough}.",
                told=Duration(self._coverage.told.total_seconds()), enough=Duration(self._enough.total_seconds()),
            )  # fmt: skip
        return None

    def remarks(self, file: str) -> tuple[Text, ...]:
        """What a reader should know of how the facts of one form were found."""
        tally = self._tallies.get(file, Tally())
        said = []
        if tally.nearby:
            said.append(
                ntext(
                    "{count} post came from another address of the network that loaded the page, with the same agent.",
                    "{count} posts came from another address of the network that loaded the page, with the same agent.",
                    tally.nearby,
                )
            )
        if self._coverage.gaps:
            begin, end = max(self._coverage.gaps, key=lambda gap: gap[1] - gap[0])
            said.append(text("The logs have gaps, the longest for {time}.", time=Duration((end - begin) / _SECOND)))
        if self._clients.forgotten:
            said.append(
                ntext(
                    "{count} client was forgotten within an hour of loading a page, since there were too many.",
                    "{count} clients were forgotten within an hour of loading a page, since there were too many.",
                    self._clients.forgotten,
                )
            )
        return tuple(said)


def merged(logs: Iterable[Iterable[Request]]) -> Iterable[Request]:
    """The requests of several logs in the order of time, each log being about in order."""
    return merge(*logs, key=itemgetter(0))


def split_path(url: str) -> str:
    """The path of an address that may be complete."""
    _, mark, rest = url.partition("://")
    return "/" + rest.partition("/")[2] if mark else url
