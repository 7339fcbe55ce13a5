"""The formats of whole files, by the name of their golden data."""

from __future__ import annotations

from typing import Any, Final

from hiyari.maillog.formats.exchange import ExchangeFront
from hiyari.maillog.formats.exim import EximFront
from hiyari.maillog.formats.rspamd import RspamdFront

FRONTS: Final[dict[str, Any]] = {"exchange": ExchangeFront, "exim": EximFront, "rspamd-file": RspamdFront}
