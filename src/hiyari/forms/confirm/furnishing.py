"""The small files of the sandbox: our own modules, its /etc, and whom its interpreters trust for TLS."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from hiyari.forms.confirm.inside.certificates import Authority, new_authority
from hiyari.forms.confirm.sandbox import NOBODY, STUB
from hiyari.forms.confirm.visit import CERTIFICATES

TRUST = (
    CERTIFICATES,
    *("/etc/ssl/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/tls/cert.pem"),
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)
"""Where interpreters look for the authorities that they trust."""
FILES = {
    "/etc/passwd": f"root:x:0:0:root:/:/usr/sbin/nologin\nnobody:x:{NOBODY}:{NOBODY}:web:/tmp:/bin/sh\n",
    "/etc/group": f"root:x:0:\nnogroup:x:{NOBODY}:\n",
    "/etc/hosts": "127.0.0.1 localhost web web.hiyari.invalid\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\nservices: files\n",
    "/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
    "/etc/services": "smtp 25/tcp mail\nsubmissions 465/tcp smtps\nsubmission 587/tcp\ndomain 53/udp\n",
    "/etc/mailname": "web.hiyari.invalid\n",
    "/etc/hostname": "web\n",
}


@cache
def authority() -> Authority:
    """Whom scripts trust for TLS in the sandboxes of this process, and nobody anywhere else."""
    return new_authority()


def contents() -> Mapping[str, bytes]:
    """The octets of each file, by its path in the sandbox."""
    found = {path: content.encode("ascii") for path, content in FILES.items()}
    found |= dict.fromkeys(TRUST, authority().certificate)
    inside = resources.files("hiyari.forms.confirm") / "inside"
    for item in inside.iterdir():
        if item.name.endswith(".py"):
            found[f"/hiyari/inside/{item.name}"] = item.read_bytes()
    found[STUB] = (inside / "stub.sh").read_bytes()
    return found
