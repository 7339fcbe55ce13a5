"""What to do now: commands to read, copy and run by hand. None of them is ever run from here.

Everything in them that came from a log is quoted for the shell, or left out where it is not what it should be: a queue
id has letters and digits, a user name has no spaces. A command that cannot be written safely is not written.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final, assert_never

from hiyari.maillog.trace.clients import Behind
from hiyari.maillog.trace.holding import hold
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.mta import NAMES, Mta
from hiyari.maillog.trace.ours import same_host
from hiyari.maillog.trace.step import ACCOUNT, ADDRESS, PATH, USER, Step
from hiyari.maillog.trace.story import Story
from hiyari.maillog.trace.web import Suspect, WebAnswer
from hiyari.model.inventory import Inventory
from hiyari.model.text import Remote, Text, text

_CLIENTS: Final = 3
_FRONT: Final = re.compile(r"/(?:index\.[a-z]{2,5})?", re.ASCII | re.IGNORECASE)
"""The page of a whole site: many programs answer every path with it."""
_LITERAL: Final = re.compile(r"[A-Za-z0-9_/~,=@-]", re.ASCII)


def steps(
    injector: Injector,
    story: Story,
    web: WebAnswer | None,
    inventory: Inventory | None,
    mta: Mta = Mta.POSTFIX,
    behind: Behind | None = None,
) -> tuple[Step, ...]:
    """What to do, the most urgent first.

    Args:
        injector: Who handed the mail in.
        story: What became of it.
        web: The pages that it came through.
        inventory: Our web roots.
        mta: The mail server of the injector's host.
        behind: What a client is to us.
    """
    suspects = web.reported if web is not None else ()
    return (
        *(step for suspect in suspects for step in _close(suspect, web.host if web else "", inventory)),
        *_stop(injector, mta, behind or Behind(), forms=web is not None and bool(web.suspects)),
        *hold(story),
        *(step for suspect in suspects[:1] for step in _block(suspect, web.host if web else "")),
    )


def _stop(injector: Injector, mta: Mta, behind: Behind, *, forms: bool) -> Iterator[Step]:
    match injector.kind:
        case Kind.USER:
            if forms:
                what = text("The next step stops every form of this user, not only that page.")
                yield Step(what=what, host=injector.host)
            yield _shut_out(injector, mta)
        case Kind.ACCOUNT if injector.sasl and ACCOUNT.fullmatch(injector.sasl):
            yield from _revoke(injector.sasl, injector.host)
        case Kind.ACCOUNT:
            what = text("Change the password of the account {account}.", account=Remote(injector.sasl or ""))
            yield Step(what=what, host=injector.host)
        case Kind.CLIENT:
            yield from _inside(injector, behind) if behind.inside else _refuse(injector, mta)
        case Kind.LOCALHOST:
            what = text("The mail log does not name the program. While it sends, this does:")
            yield Step(what=what, host=injector.host, command="ss -tnp 'dport = :25 or dport = :587'")
        case Kind.UNKNOWN:
            return
        case _:
            assert_never(injector.kind)


def _shut_out(injector: Injector, mta: Mta) -> Step:
    """Keep a user out, beside the restrictions that are there already: a list is read up to its first match."""
    login = injector.login if injector.login and USER.fullmatch(injector.login) else ""
    who = login or _described(injector)
    match mta:
        case Mta.POSTFIX:
            what = text("Let {who} hand in no more mail. It shows who may now, and keeps that:", who=who)
        case Mta.UNCLEAR:
            what = text(
                "If this is Postfix, let {who} hand in no more mail. It shows first who may now, and keeps that:",
                who=who,
            )
        case _:
            what = text(
                "Let {who} hand in no more mail, in the configuration of {mta}: only Postfix has a command for it.",
                who=who,
                mta=NAMES[mta],
            )
            return Step(what=what, host=injector.host)
    return Step(what=what, host=injector.host, command=_shutting(login, injector.uid))


def _shutting(login: str, uid: int | None) -> str:
    if not login and uid is None:
        return ""
    name = f"user={shlex.quote(login)}" if login else f"user=$(id -nu {uid})"
    # Not in double quotes: there a shell takes "!$" for its history.
    changed = "'authorized_submit_users = !'\"$user, $(postconf -h authorized_submit_users)\""
    return f"{name} && postconf authorized_submit_users && postconf -e {changed} && postfix reload"


def _described(injector: Injector) -> Text | Remote:
    if injector.uid is None:
        return Remote(injector.login or "")
    return text("the user with uid {uid}", uid=injector.uid)


def _inside(injector: Injector, behind: Behind) -> Iterator[Step]:
    """A host of ours that is refused takes all of its mail with it, and the sender stays unknown."""
    what = text(
        "Do not refuse {address}: it hands in {share} % of the mail here, and seems to be a host of yours or in your "
        "network. Its own mail log and access log name the sender: read them, too.",
        address=Remote(injector.address or ""),
        share=round(behind.share * 100),
    )
    yield Step(what=what, host=injector.host)


def _refuse(injector: Injector, mta: Mta) -> Iterator[Step]:
    address = injector.address if ADDRESS.fullmatch(injector.address or "") else ""
    shown = Remote(injector.address or "")
    if mta not in {Mta.POSTFIX, Mta.UNCLEAR}:
        what = text(
            "Take mail from {address} no more, until its owner has mended it, in the configuration of {mta}.",
            address=shown,
            mta=NAMES[mta],
        )
        yield Step(what=what, host=injector.host)
        return
    what = text("Take mail from {address} no more, until its owner has mended it (Postfix):", address=shown)
    line = shlex.quote(f"{address} REJECT abuse reported")
    command = f"echo {line} >> /etc/postfix/client_access && postmap /etc/postfix/client_access" if address else ""
    yield Step(what=what, host=injector.host, command=command)
    if address:
        what = text(
            "That works only where smtpd_client_restrictions begins with check_client_access and this file, before "
            "permit_mynetworks. Look:"
        )
        yield Step(what=what, host=injector.host, command="postconf smtpd_client_restrictions default_database_type")


def _revoke(account: str, host: str) -> Iterator[Step]:
    user, _, realm = account.partition("@")
    sasl = f"saslpasswd2 -d{f' -u {shlex.quote(realm)}' if realm else ''} {shlex.quote(user)}"
    what = text("Change the password of {account}: whoever sends knows it. With Cyrus SASL delete it:", account=account)
    yield Step(what=what, host=host, command=sasl)
    kick = f"doveadm auth cache flush {shlex.quote(account)} && doveadm kick {shlex.quote(account)}"
    yield Step(what=text("End its sessions (Dovecot), after the password is changed:"), host=host, command=kick)


def _close(suspect: Suspect, host: str, inventory: Inventory | None) -> Iterator[Step]:
    page = suspect.score.page
    path = Remote(page.path)
    if _FRONT.fullmatch(page.path):
        what = text(
            "The page {path} is that of the whole site: find the program behind it that mails, and close that.",
            path=path,
        )
        yield Step(what=what, host=host)
        return
    file = file_of(page.path, page.site, host, inventory)
    pattern = _pattern(page.path)
    if file is not None:
        what = text("Close the page {path} now; later: hiyari forms remove", path=path)
        yield Step(what=what, host=host, command=f"chmod 000 {shlex.quote(file)}")
    elif pattern is not None:
        what = text("Let the web server answer 410 for {path}, in its configuration for Apache:", path=path)
        yield Step(what=what, host=host, command=f"RedirectMatch gone {pattern}")
        what = text("Find its file, and take it away so that it can come back:")
        yield Step(what=what, host=host, command="hiyari forms scan")
    else:
        yield Step(what=text("Close the page {path} in the web server.", path=path), host=host)


def _pattern(path: str) -> str | None:
    """The path and nothing else for Apache's RedirectMatch; None where it cannot be written safely.

    ``Redirect`` would take everything below it, too. Apache looks at the path without its escapes, so that an escaped
    one is not written.
    """
    if not PATH.fullmatch(path) or "%" in path or len(path) > 200:
        return None
    return "^" + "".join(one if _LITERAL.fullmatch(one) else f"\\{one}" for one in path) + "$"


def file_of(path: str, site: str, host: str, inventory: Inventory | None) -> str | None:
    """The file behind a page, by the inventory's [[webroot]]; None where none fits, or the path leads out of it."""
    roots = inventory.webroots if inventory is not None else ()
    for root in sorted(roots, key=lambda one: -len(one.url)):
        if root.server_config:
            continue  # Aliases may lead elsewhere; `hiyari forms` reads the configuration.
        name, prefix = _location(root.url)
        if site and name and not same_host(name, site.lower().partition(":")[0]):
            continue
        if not same_host(root.host.lower(), host.lower()) or not path.startswith(prefix):
            continue
        inside = path[len(prefix) :].lstrip("/")
        # A page below a file (/form.php/x), a folder or an escaped name is not this simple.
        if PATH.fullmatch(path) and ".." not in path and "%" not in path and inside and not inside.endswith("/"):
            return f"{root.path.rstrip('/')}/{inside}"
    return None


def _location(url: str) -> tuple[str, str]:
    """Host name and path of a web root's URL."""
    rest = url.partition("://")[2] or url
    name, slash, path = rest.partition("/")
    return name.lower().partition(":")[0], f"/{path}" if slash else "/"


def _block(suspect: Suspect, host: str) -> Iterator[Step]:
    clients = [one for one, _ in suspect.clients if ADDRESS.fullmatch(one)][:_CLIENTS]
    if clients and len(suspect.clients) <= _CLIENTS * 10:
        command = " ".join(f"deny {one};" for one in clients)
        what = text("Keep out the clients that used it most (nginx; they may change their address):")
        yield Step(what=what, host=host, command=command)
