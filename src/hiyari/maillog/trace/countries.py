"""Where the registries say that an address belongs. By the package `iptocc`, an extra; without it nobody is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

UNKNOWN = "?"
"""The country of an address that no registry knows: of private networks, for example."""
MISSING = "pip install 'hiyari[logs]'"
"""The command that brings the package."""


def countries(addresses: Sequence[str]) -> tuple[str, ...] | None:
    """For each address the country of its registration (ISO 3166), ``?`` where there is none.

    Returns:
        None where the package is not installed.
    """
    try:
        from iptocc import country_code  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return tuple(_known(country_code(_only_addresses(addresses))))


def _only_addresses(addresses: Iterable[str]) -> list[str]:
    return [one or "-" for one in addresses]


def _known(codes: Iterable[str | None]) -> Iterable[str]:
    return (code or UNKNOWN for code in codes)
