"""Whether a post comes from a visitor: what the same client loaded before it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from hiyari.forms.use import signs
from hiyari.forms.use.agents import Sort, sort_of
from hiyari.forms.use.clients import Client, Clients, neighbourhood, one_of
from hiyari.logfiles.request import Request
from hiyari.model.text import Remote, Text, text

_SECOND: Final = 1_000_000


class Judge:
    """Judges posts by what clients loaded."""

    def __init__(self, clients: Clients, near: Clients, window: int) -> None:
        """Know the clients, and what was loaded from the networks around them; ``window`` in microseconds."""
        self._clients = clients
        self._near = near
        self._window = window

    def post(self, request: Request, form: str, wanted: AbstractSet[str], came: str | None) -> tuple[Text | None, bool]:
        """Judge one post.

        Args:
            request: The post.
            form: The file that it is for.
            wanted: The pages that a visitor posts from.
            came: The page of the site that the referer names.

        Returns:
            Why it is no use, None if it is one; and whether the page was loaded from another address nearby.
        """
        client = self._clients.get((one_of(request.client), hash(request.agent)))
        doubt = self._doubt(request, form, wanted, client, came)
        if doubt is not None and self._from_nearby(request, wanted, came):
            return None, True
        return doubt, False

    def _doubt(
        self, request: Request, form: str, wanted: AbstractSet[str], client: Client | None, came: str | None
    ) -> Text | None:
        at = request.at
        if client is not None and form in client.posted and 0 <= at - client.posted[form] <= self._window:
            return None  # The next step of a form that it has begun to use.
        named = self._clients.when(client, came, at) if came is not None else None
        if came is not None and named is None and came != "/":  # Some browsers name the host alone.
            return text(signs.FORGED, page=Remote(came))
        loads = [self._clients.when(client, page, at) for page in wanted]
        loaded = max((when for when in (*loads, named) if when is not None), default=None)
        if loaded is None:
            return text(signs.WITHOUT_PAGE)
        if at - loaded < _SECOND:
            return text(signs.AT_ONCE)
        browser = client is not None and 0 <= at - client.assets <= self._window
        if came is None and not browser and sort_of(request.agent) is not Sort.PHONE:
            return text(signs.NO_BROWSER)
        return None

    def _from_nearby(self, request: Request, wanted: AbstractSet[str], came: str | None) -> bool:
        """Whether the page was loaded by the same agent from another address of the network.

        Carriers' gateways change the address between two requests. Phones of before the smartphones name no referer.
        """
        if came is None and sort_of(request.agent) is not Sort.PHONE:
            return False
        client = self._near.get((neighbourhood(request.client), hash(request.agent)))
        pages = wanted if came is None else wanted & {came}
        times = [self._near.when(client, page, request.at) for page in pages]
        return any(when is not None and request.at - when >= _SECOND for when in times)
