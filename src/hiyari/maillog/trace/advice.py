"""What to do now: commands to read, copy and run by hand. None of them is ever run from here.

Everything in them that came from a log is quoted for the shell, or left out where it is not what it should be: a queue
id has letters and digits, a user name has no spaces. A command that cannot be written safely is not written.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from hiyari.maillog.trace.clients import Behind
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.ours import same_host
from hiyari.maillog.trace.story import Story
from hiyari.maillog.trace.web import Suspect, WebAnswer
from hiyari.model.inventory import Inventory
from hiyari.model.text import Remote, Text, ntext, text

_QUEUE_ID: Final = re.compile(r"[0-9A-Za-z-]{4,40}")
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\$?")
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,190}")
_PATH: Final = re.compile(r"/[A-Za-z0-9_./~%+,=@-]{0,500}")
_ADDRESS: Final = re.compile(r"[0-9A-Fa-f:.]{3,45}")
_HELD: Final = 12
"""Queue ids that stand in one command; more are held by their sender."""
_CLIENTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do."""

    what: Text
    host: str
    """Where."""
    command: str = ""
    """To copy; empty where there is none that fits every system."""


def steps(
    injector: Injector, story: Story, web: WebAnswer | None, inventory: Inventory | None, behind: Behind
) -> tuple[Step, ...]:
    """What to do, the most urgent first."""
    suspects = web.reported if web is not None else ()
    return (
        *(step for suspect in suspects for step in _close(suspect, web.host if web else "", inventory)),
        *_stop(injector, behind, forms=bool(web is not None and web.suspects)),
        *_hold(story),
        *(step for suspect in suspects[:1] for step in _block(suspect, web.host if web else "")),
    )


def _stop(injector: Injector, behind: Behind, *, forms: bool) -> Iterator[Step]:
    match injector.kind:
        case Kind.USER if injector.login and _USER.fullmatch(injector.login):
            users = shlex.quote(f"authorized_submit_users = !{injector.login}, static:all")
            command = f"postconf -e {users} && postfix reload"
            what = (
                text("Let {user} hand in no more mail; that stops every form of this user:", user=injector.login)
                if forms
                else text("Let {user} hand in no more mail:", user=injector.login)
            )
            yield Step(what=what, host=injector.host, command=command)
        case Kind.USER:
            # Not in double quotes: there a shell takes "!$" for its history.
            name = f"'authorized_submit_users = !'\"$(id -nu {injector.uid or 0})\"', static:all'"
            uid = injector.uid or 0
            what = (
                text("Let the user with uid {uid} hand in no more mail; that stops every form of this user:", uid=uid)
                if forms
                else text("Let the user with uid {uid} hand in no more mail:", uid=uid)
            )
            yield Step(what=what, host=injector.host, command=f"postconf -e {name} && postfix reload")
        case Kind.ACCOUNT if injector.sasl and _ACCOUNT.fullmatch(injector.sasl):
            yield from _revoke(injector.sasl, injector.host)
        case Kind.ACCOUNT:
            what = text("Change the password of the account {account}.", account=Remote(injector.sasl or ""))
            yield Step(what=what, host=injector.host)
        case Kind.CLIENT:
            yield from _inside(injector, behind) if behind.inside else _refuse(injector)
        case Kind.LOCALHOST:
            what = text("The mail log does not name the program. While it sends, this does:")
            yield Step(what=what, host=injector.host, command="ss -tnp 'dport = :25 or dport = :587'")
        case Kind.UNKNOWN:
            return
        case _:
            assert_never(injector.kind)


def _inside(injector: Injector, behind: Behind) -> Iterator[Step]:
    """A host of ours that is refused takes all of its mail with it, and the sender stays unknown."""
    what = text(
        "Do not refuse {address}: it hands in {share} % of the mail here, and seems to be a host of yours or in your "
        "network. Its own mail log and access log name the sender: read them, too.",
        address=Remote(injector.address or ""),
        share=round(behind.share * 100),
    )
    yield Step(what=what, host=injector.host)


def _refuse(injector: Injector) -> Iterator[Step]:
    address = injector.address if _ADDRESS.fullmatch(injector.address or "") else ""
    what = text(
        "Take mail from {address} no more, until its owner has mended it:", address=Remote(injector.address or "")
    )
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
    file = file_of(page.path, page.site, host, inventory)
    if file is not None:
        what = text("Close the page {path}; its file can be kept:", path=Remote(page.path))
        yield Step(what=what, host=host, command=f"chmod 000 {shlex.quote(file)}")
    elif _PATH.fullmatch(page.path):
        what = text(
            "Let the web server answer 410 for {path}, in its configuration for Apache:", path=Remote(page.path)
        )
        yield Step(what=what, host=host, command=f"Redirect gone {page.path}")
    else:
        yield Step(what=text("Close the page {path} in the web server.", path=Remote(page.path)), host=host)


def file_of(path: str, site: str, host: str, inventory: Inventory | None) -> str | None:
    """The file behind a page, by the inventory's [[webroot]]; None where none fits, or the path leads out of it."""
    roots = inventory.webroots if inventory is not None else ()
    for root in sorted(roots, key=lambda one: -len(one.url)):
        name, prefix = _location(root.url)
        if site and name and not same_host(name, site.lower().partition(":")[0]):
            continue
        if not same_host(root.host.lower(), host.lower()) or not path.startswith(prefix):
            continue
        inside = path[len(prefix) :].lstrip("/")
        # A page below a file (/form.php/x), a folder or an escaped name is not this simple.
        if _PATH.fullmatch(path) and ".." not in path and "%" not in path and inside and not inside.endswith("/"):
            return f"{root.path.rstrip('/')}/{inside}"
    return None


def _location(url: str) -> tuple[str, str]:
    """Host name and path of a web root's URL."""
    rest = url.partition("://")[2] or url
    name, slash, path = rest.partition("/")
    return name.lower().partition(":")[0], f"/{path}" if slash else "/"


def _hold(story: Story) -> Iterator[Step]:
    """Hold, not delete: somebody may want to see it."""
    hosts = dict.fromkeys(one.host for one in story.waiting)
    for host in hosts:
        ids = [one.queue_id for one in story.waiting if one.host == host and _QUEUE_ID.fullmatch(one.queue_id)]
        if ids:
            what = ntext(
                "Hold the {count} message that may still wait:",
                "Hold the {count} messages that may still wait:",
                len(ids),
            )
            yield Step(what=what, host=host, command=_hold_command(ids, story, host))


def _hold_command(ids: Sequence[str], story: Story, host: str) -> str:
    sender = story.envelope[0] if len(story.envelope) == 1 else None
    if len(ids) <= _HELD:
        return "printf '%s\\n' " + " ".join(map(shlex.quote, ids)) + " | postsuper -h -"
    if sender and _ACCOUNT.fullmatch(sender):
        chosen = shlex.quote(f'select(.sender == "{sender}") | .queue_id')
        return f"postqueue -j | jq -r {chosen} | postsuper -h -"
    chosen = f"jq -r --arg host {shlex.quote(host)} '.waiting[] | select(.host == $host) | .queue_id'"
    return f"hiyari log trace --format json NOTICE | {chosen} | postsuper -h -"


def _block(suspect: Suspect, host: str) -> Iterator[Step]:
    clients = [one for one, _ in suspect.clients if _ADDRESS.fullmatch(one)][:_CLIENTS]
    if clients and len(suspect.clients) <= _CLIENTS * 10:
        command = " ".join(f"deny {one};" for one in clients)
        what = text("Keep out the clients that used it most (nginx; they may change their address):")
        yield Step(what=what, host=host, command=command)
