"""The sandbox: bubblewrap's arguments, as a pure function of what the host has.

An empty root with read-only parts of /usr, the web root at its own path (and folders of the site's libraries, where
they are declared), and three small file systems in memory: of these one stands in the place of the script's folder, for
a copy that it may write to (`inside.layer`); no
network but an empty one of its own, no environment, the user nobody, no capability but the two with which the
supervisor opens its listeners before any script runs. Nothing under /home, /root, /var, /etc or /run is there unless
it lies in the web root. Every place where scripts look for sendmail and its kin leads to the recording stub.
"""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.forms.confirm.words import word

NOBODY = "65534"
STUB = "/hiyari/stub"
MARKS = 64
"""Marks /m/a, /m/b, ... (`words.word`): programs that only an injected command calls.

They are mark-a, mark-b, ... too, for names of files, from which slashes are taken.
"""
TMP_SIZE = str(32 << 20)
SPOOL_SIZE = str(48 << 20)
LAYER_SIZE = str(48 << 20)
ORIGINAL = "/site"
"""Where the files lie of which the layer is the copy, read-only."""
MAILERS = (
    "sendmail",
    "mail",
    "mailx",
    "Mail",
    "nail",
    "s-nail",
    "mutt",
    "msmtp",
    "ssmtp",
    "qmail-inject",
    "mail.mailutils",
)
"""Programs that send mail, as scripts call them."""
LIBRARY_MAILERS = ("/usr/lib/sendmail", "/var/qmail/bin/sendmail", "/var/qmail/bin/qmail-inject")
FORBIDDEN_ROOTS = (
    *("/usr", "/etc", "/proc", "/sys", "/dev", "/run", "/boot"),
    *("/bin", "/sbin", "/lib", "/lib64", "/hiyari", "/m", "/spool", "/site"),
)
"""Web roots here would hide or open a part of the sandbox."""
SITES_OF_PACKAGES = ("/usr/lib/cgi-bin", "/usr/share/", "/usr/local/")
TOO_MUCH = frozenset({"", "/tmp", "/var", "/home", "/root", "/srv", "/usr/local", "/usr/share"})  # noqa: S108
"""Folders that hold more than one site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What of the host the sandbox shows, as `hosting.look` found it."""

    folders: tuple[str, ...]
    """Read-only folders and files at their own paths: /usr/bin, each child of /usr/lib, PHP's configuration, ..."""
    links: tuple[tuple[str, str], ...]
    """Symbolic links (target, path): merged-/usr, /etc/alternatives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """A small file that is handed over as an open file descriptor, since its path may not be readable in there."""

    descriptor: int
    path: str
    """In the sandbox."""
    mode: str = "0444"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A folder of the site that the sandbox shows, read-only but for a layer that covers it."""

    source: str
    """On the host, without symbolic links."""
    path: str
    """In the sandbox: where the script looks for it."""


def arguments(
    *,
    bwrap: str,
    host: Host,
    data: tuple[Data, ...],
    shown: tuple[Shown, ...],
    command: tuple[str, ...],
    filter_at: int,
    layer: str | None = None,
) -> tuple[str, ...]:
    """The whole command line; ``filter_at`` is the file descriptor of the system call filter.

    ``layer`` is a folder of the site (a real path) that is covered by an empty file system, for the copy of it.

    The command is process 1 of the sandbox. With bubblewrap in that place, scripts could open the standard files that
    it shares with the supervisor, and answer in its name.
    """
    return (
        bwrap,
        *("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv", "--as-pid-1"),
        *("--hostname", "web", "--uid", NOBODY, "--gid", NOBODY),
        *("--cap-drop", "ALL", "--cap-add", "CAP_NET_BIND_SERVICE", "--cap-add", "CAP_NET_ADMIN"),
        *_system(host),
        *("--proc", "/proc"),
        *_devices(),
        *(part for datum in data for part in _datum(datum)),
        *_mailers(host),
        *("--size", TMP_SIZE, "--tmpfs", "/tmp"),  # noqa: S108 - the sandbox's own
        *("--size", SPOOL_SIZE, "--tmpfs", "/spool"),
        *(part for folder in shown for part in ("--ro-bind", folder.source, folder.path)),
        *(() if layer is None else ("--ro-bind", layer, ORIGINAL, "--size", LAYER_SIZE, "--tmpfs", layer)),
        *("--remount-ro", "/usr", "--remount-ro", "/"),
        *("--seccomp", str(filter_at)),
        *("--chdir", "/", "--"),
        *command,
    )


def acceptable(root: str) -> bool:
    """Whether a web root may be shown at its own path: absolute, and neither within nor above the system's folders."""
    plain = root.rstrip("/")
    system = any(plain == folder or plain.startswith(f"{folder}/") for folder in FORBIDDEN_ROOTS)
    return root.startswith("/") and plain not in TOO_MUCH and (not system or plain.startswith(SITES_OF_PACKAGES))


def _system(host: Host) -> tuple[str, ...]:
    binds = (part for folder in host.folders for part in ("--ro-bind", folder, folder))
    links = (part for target, path in host.links for part in ("--symlink", target, path))
    return ("--tmpfs", "/usr", *binds, *links)


def _devices() -> tuple[str, ...]:
    devices = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
    return (
        *("--tmpfs", "/dev"),
        *(part for device in devices for part in ("--dev-bind", device, device)),
        *("--symlink", "/proc/self/fd", "/dev/fd", "--symlink", "/proc/self/fd/0", "/dev/stdin"),
        *("--symlink", "/proc/self/fd/1", "/dev/stdout", "--symlink", "/proc/self/fd/2", "/dev/stderr"),
        *("--remount-ro", "/dev"),
    )


def _datum(datum: Data) -> tuple[str, ...]:
    return ("--perms", datum.mode, "--ro-bind-data", str(datum.descriptor), datum.path)


def _mailers(host: Host) -> tuple[str, ...]:
    taken = {path for _, path in host.links}
    paths = (
        *(f"{folder}/{name}" for folder in ("/hiyari/bin", "/usr/sbin") for name in MAILERS),
        *LIBRARY_MAILERS,
        *(f"/m/{word(number)}" for number in range(MARKS)),
        *(f"/hiyari/bin/mark-{word(number)}" for number in range(MARKS)),
    )
    return tuple(part for path in paths if path not in taken for part in ("--symlink", STUB, path))
