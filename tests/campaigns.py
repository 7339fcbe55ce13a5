"""Campaigns for tests and benchmarks that send to a port of loopback: all files of one, written into a folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from hiyari.carriers.knowledge import knowledge

HIYARI: Final = str(Path(sys.executable).with_name("hiyari"))
"""The command, as it is installed beside this interpreter."""
_LINE: Final = "{{ name }}, this line {{ code }} fills the letter so that it has the length of a common one."
_END: Final = ("", "Prize office, who leaves you in peace when you open {{ unsubscribe_url }}", "")
_CAMPAIGN: Final = """name = "{name}"
consent = "nobody: the recipients are made up and the mail stays on this machine"

[recipients]
file = "{name}.csv"
address = "mail"

[message]
from = "Prize office <prize@bench.example>"
subject = "Your entry {{{{ code }}}}, {{{{ name }}}}"
text = "{name}.txt"

[envelope]
reverse_path = "bounce@bench.example"

[route]
helo = "bulk.bench.example"
tls = "off"
{route}

[unsubscribe]
url = "https://www.bench.example/leave/{{token}}"
one_click = true
"""
_SMART_HOST: Final = 'kind = "smart host"\nsmart_host = "127.0.0.1:{port}"'
_DIRECT: Final = 'kind = "direct"\negress = ["127.0.0.1"]\nport = {port}'
_ZONE: Final = """$ORIGIN {domain}.
$TTL 3600
@ IN SOA ns postmaster 1 7200 900 604800 300
@ NS ns
ns A 127.0.0.1
@ MX 10 mx
mx A 127.0.0.1
"""
UNLIMITED: Final[Mapping[str, float]] = {
    "messages": 100_000,
    "interval": 0,
    "per_minute": 0,
    "per_hour": 0,
    "per_day": 0,
    "warm_up": 0,
    "avoid_before": 0,
    "avoid_after": 0,
    "retry": 1,
}
"""A pace that holds nothing back but the number of connections."""


def addresses(count: int, domains: Iterable[str]) -> Iterator[str]:
    """So many different addresses, in turn at each of the domains."""
    several = tuple(domains)
    return (f"r{number}@{several[number % len(several)]}" for number in range(count))


def write_campaign(
    folder: Path,
    name: str,
    port: int,
    recipients: Iterable[str],
    *,
    size: int,
    pace: Mapping[str, float],
    direct: bool = False,
) -> Path:
    """Write a campaign to a port of loopback.

    Args:
        folder: Where the files go.
        name: The campaign's, and with it the files'.
        port: Where a receiver listens.
        recipients: Addresses; each gets columns of its own beside it, so that every message differs.
        size: Octets of a body, about.
        pace: The same for every provider.
        direct: The receiver is the recipients' exchanger, as a zone of `write_zone` must say; else it is the smart
            host.

    Returns:
        The campaign file.
    """
    lines = max(1, size // 95)
    (folder / f"{name}.txt").write_text("\n".join(["Dear {{ name }},", "", *[_LINE] * lines, *_END]))
    with (folder / f"{name}.csv").open("w") as table:
        table.write("mail,name,code\n")
        table.writelines(f"{one},Entrant {number:07},{number:07x}\n" for number, one in enumerate(recipients))
    limits = "".join(f"{key} = {value}\n" for key, value in pace.items())
    tables = "".join(f"\n[pace.{provider}]\n{limits}" for provider in sorted(knowledge().providers))
    file = folder / f"{name}.toml"
    route = (_DIRECT if direct else _SMART_HOST).format(port=port)
    file.write_text(_CAMPAIGN.format(name=name, route=route) + tables)
    return file


def write_zone(folder: Path, domain: str) -> Path:
    """Write a zone file that makes 127.0.0.1 the domain's exchanger."""
    file = folder / f"{domain}.zone"
    file.write_text(_ZONE.format(domain=domain))
    return file


def send_arguments(campaign: Path, state: Path, digest: str | None = None, *, zone: Path | None = None) -> list[str]:
    """The arguments with which the campaign is sent; without a digest, with which it is loaded and shown.

    Args:
        campaign: Its file.
        state: The ledger's file.
        digest: What the loading showed.
        zone: All the DNS that there is, for a direct route.
    """
    arguments = ["send", str(campaign), "--state", f"sqlite:///{state}"]
    if zone is not None:
        arguments += ["--offline", "--zone", str(zone)]
    return arguments if digest is None else [*arguments, "--digest", digest]


def digest_in(shown: str) -> str:
    """The digest in what the loading showed.

    Raises:
        LookupError: There is none.
    """
    found = re.search(r"--digest[ =]([0-9a-f]{12,64})", shown)
    if found is None:
        raise LookupError(f"no digest in: {shown}")
    return found[1]


def load_campaign(campaign: Path, state: Path) -> str:
    """Load the campaign into the ledger; returns the digest with which it is sent.

    Raises:
        CalledProcessError: It cannot be sent.
        LookupError: No digest was shown.
    """
    command = [HIYARI, *send_arguments(campaign, state)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ours
    # A near miss of the message is shown, and hinders nobody.
    assert done.returncode in {0, 1, 3}, done.stdout
    return digest_in(done.stdout)
