"""Reads the configuration of Apache and nginx, as far as it is about files, into one value.

A file that cannot be read, and one that the server itself would refuse, is one clear sentence with its line. What is
read and not understood becomes a note: it may change what is run, so it is told and never passed over.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import Final

from hiyari.forms.inventory.apache.server import read_apache
from hiyari.forms.inventory.nginx.server import read_nginx
from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.server import Kind, ServerConfiguration, VirtualHost
from hiyari.forms.inventory.sources import Sources
from hiyari.model.error import UserError
from hiyari.model.text import text

_NGINX: Final = re.compile(
    r"^[ \t]*(?:server|http|events|upstream|location)\b[^\n;<>]{0,200}\{"
    r"|^[ \t]*(?:root|fastcgi_pass|server_name)\b[^\n<>]{1,400};",
    re.MULTILINE,
)
_APACHE: Final = re.compile(
    r"^[ \t]*(?:<[A-Za-z]"
    r"|(?:ServerRoot|DocumentRoot|Include(?:Optional)?|LoadModule|(?:Script)?Alias|AddHandler|Listen)[ \t])",
    re.MULTILINE | re.IGNORECASE,
)


def read_configuration(paths: Iterable[str]) -> ServerConfiguration:
    """Read main files (``/etc/apache2/apache2.conf``, ``/etc/nginx/nginx.conf``) or single sites' files.

    Args:
        paths: Files, of either server; what they include is read with them.

    Raises:
        UserError: A file cannot be read, or is no such configuration; names file and line.
    """
    sources = Sources()
    hosts: list[VirtualHost] = []
    notes: list[Note] = []
    for path in map(posixpath.abspath, paths):
        source = sources.text(path, None)
        reader = read_nginx if kind_of(source, path) is Kind.NGINX else read_apache
        more, unclear = reader(path, source, sources)
        hosts.extend(more)
        notes.extend(unclear)
    return ServerConfiguration(hosts=tuple(hosts), notes=tuple(dict.fromkeys(notes)), files=tuple(sources.read))


def kind_of(source: str, path: str) -> Kind:
    """Whose configuration a text is.

    Raises:
        UserError: It looks like neither.
    """
    if _NGINX.search(source):
        return Kind.NGINX
    if _APACHE.search(source):
        return Kind.APACHE
    raise UserError(
        text(
            "{path} is neither Apache's nor nginx's configuration. Name the server's main file, "
            "such as /etc/apache2/apache2.conf or /etc/nginx/nginx.conf.",
            path=path,
        )
    )
