"""What follows from what nginx's locations say: who is let in, and what answers where there is no file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.forms.inventory.nginx.locations import Says
from hiyari.forms.inventory.patterns import found
from hiyari.forms.inventory.rules import Access
from hiyari.model.text import Remote, Text, text

_REQUEST: Final = ("$uri", "$document_uri", "$request_filename", "$fastcgi_script_name", "$request_uri")


def front_of(says: Says, named: Mapping[str, Says]) -> str | None:
    """The URL path of what answers where there is no file, as it is written.

    Args:
        says: What holds in the place.
        named: The locations whose names begin with ``@``.
    """
    candidates = [says.tries[-1]] if len(says.tries) > 1 else []
    candidates += [target for pattern, target, _ in says.rewrites if pattern is not None and _takes_all(pattern)]
    if says.missing is not None:
        candidates.append(says.missing)
    for one in candidates:
        path = one.partition("?")[0]
        if path.startswith("@") and path in named:
            path = _front_of_named(named[path]) or ""
        if path.startswith("/") and "$" not in path and path != "/404.html" and not path.endswith("/"):
            return path
    return None


def _front_of_named(says: Says) -> str | None:
    """``location @app { rewrite ^ /index.php last; }``, or one that gives every URL to one SCRIPT_FILENAME."""
    for pattern, target, _ in says.rewrites:
        if pattern is not None and _takes_all(pattern):
            return target.partition("?")[0]
    return says.script.removeprefix("$document_root") if says.fastcgi is not None and says.script is not None else None


def guard_of(says: Says) -> Text | None:
    """Who is let in, as a sentence; None where strangers may be among them."""
    login = text("Visitors need a password.") if says.login else None
    if login is None and says.asks is not None:
        login = text("{uri} decides whom the server lets in (auth_request).", uri=Remote(says.asks))
    closed = says.access in {Access.ADDRESSES, Access.NOBODY}
    if says.either and login is not None:
        if says.access is Access.NOBODY:
            return login
        both = text("{login} Some addresses are let in without.", login=login)
        return both if closed else None
    if login is not None or not closed:
        return login
    return text("Only some addresses are let in.")


def only_elsewhere(says: Says) -> bool:
    """Whether files that exist are passed over: ``try_files`` without them, a rewrite of everything."""
    if says.tries and not any(word.startswith(_REQUEST) or "$uri" in word for word in says.tries):
        return True
    return any(pattern is not None and not missing and _takes_all(pattern) for pattern, _, missing in says.rewrites)


def _takes_all(pattern: re.Pattern[str]) -> bool:
    return all(found(pattern, probe) for probe in ("/a", "/zq/x-1", "/kontakt/9.html"))
