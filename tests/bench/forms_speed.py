"""How fast a generated web root is scanned, beside grep and semgrep on the same tree, one after the other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Event, Thread
from time import monotonic

from hiyari.lab.webroot.plan import BIG
from hiyari.lab.webroot.write import Written, write_webroot

_SEMGREP = "semgrep==1.185.0"
"""Runs in an environment of its own: its libraries are older than ours."""
_RULES = Path(__file__).with_name("forms_rules.yaml")
_ENDED_WELL = {"grep": (0, 1), "semgrep": (0, 1), "hiyari": (0, 1, 3)}
_NO_STATE = "/nonexistent/hiyari.db"
_SAMPLE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Of the tree."""

    megabytes: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one command took."""

    seconds: float
    cpu: float
    peak: int
    """KiB: the largest sum over its processes that was seen, each shared page counted once."""
    output: bytes = b""


def speed(size: Size, *, runs: int, semgrep: bool) -> None:
    """Generate the tree, run each program over it, and print a table."""
    share = size.megabytes * 1_000_000 / BIG.octets
    plan = replace(
        BIG,
        files=size.files,
        octets=size.megabytes * 1_000_000,
        forms=max(8, int(BIG.forms * share)),
        requests=max(500, int(BIG.requests * share)),
        # Until now: a log that has ended tells nothing of today.
        begins=datetime.now(UTC).replace(microsecond=0) - timedelta(days=BIG.days),
    )
    with TemporaryDirectory(prefix="hiyari-bench-") as made:
        began = monotonic()
        tree = write_webroot(Path(made), plan)
        octets = tree.octets / 1e6
        print(f"\n{octets:.0f} MB in {tree.files} files, written in {monotonic() - began:.0f} s; best of {runs}")
        results = {name: _best(_commands(tree)[name], name, runs) for name in _commands(tree)}
        if semgrep and (command := _semgrep(tree.root)) is not None:
            results["semgrep"] = _measured(command, "semgrep")
        _print(results, octets)
        _judge(results["hiyari forms scan, with access log"].output, tree)


def _commands(tree: Written) -> dict[str, list[str]]:
    root = str(tree.root)
    hiyari = [str(Path(sys.executable).with_name("hiyari")), "forms", "scan", root, "--format", "json"]
    logs = ["--server-config", str(tree.configuration), "--access-log", str(tree.access_log)]
    return {
        "grep -rc mail": ["grep", "-rc", "mail", root],
        "hiyari forms scan": hiyari,
        "hiyari forms scan, with access log": [*hiyari, *logs],
    }


def _semgrep(root: Path) -> list[str] | None:
    """The command, once it is there; None where it cannot be had."""
    here = Path(__file__).parents[2] / ".uv/bin/uv"
    uv = str(here) if here.exists() else shutil.which("uv")
    if uv is None:
        print("semgrep is left out: there is no uv to run it with.")
        return None
    program = [uv, "tool", "run", "--quiet", "--from", _SEMGREP, "semgrep"]
    if subprocess.run([*program, "--version"], capture_output=True, check=False).returncode:  # noqa: S603 - ours
        print(f"semgrep is left out: {_SEMGREP} could not be installed.")
        return None
    cores = str(len(os.sched_getaffinity(0)))
    quiet = ["--metrics=off", "--disable-version-check", "--quiet", "--json", "--jobs", cores, "--no-git-ignore"]
    return [*program, "scan", *quiet, "--config", str(_RULES), str(root)]


def _best(command: list[str], name: str, runs: int) -> Run:
    some = [_measured(command, name.split(maxsplit=1)[0]) for _ in range(runs)]
    quick = min(some, key=lambda one: one.seconds)
    return replace(quick, peak=max(one.peak for one in some))


def _measured(command: list[str], name: str) -> Run:
    """Run a command and its children to the end, and watch their memory."""
    with TemporaryFile() as output:
        began = monotonic()
        # A session of its own, by which its children are known. It must not find an inventory or state of anybody's.
        process = subprocess.Popen(  # noqa: S603 - our own
            command, stdout=output, start_new_session=True, env={**os.environ, "HIYARI_STATE": _NO_STATE}, cwd="/"
        )
        ended, peaks = Event(), [0]
        watcher = Thread(target=_watch, args=(process.pid, ended, peaks))
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = monotonic() - began
        ended.set()
        watcher.join()
        code = os.waitstatus_to_exitcode(status)
        process.returncode = code
        if code not in _ENDED_WELL[name]:
            raise SystemExit(f"{' '.join(command)} ended with {code}")
        output.seek(0)
        cpu = used.ru_utime + used.ru_stime
        return Run(seconds=seconds, cpu=cpu, peak=peaks[0] or used.ru_maxrss, output=output.read())


def _watch(session: int, ended: Event, peaks: list[int]) -> None:
    while not ended.wait(_SAMPLE):
        peaks[0] = max(peaks[0], sum(_share(process) for process in Path("/proc").iterdir() if _of(process, session)))


def _of(process: Path, session: int) -> bool:
    try:
        return process.name.isdigit() and os.getsid(int(process.name)) == session
    except ProcessLookupError:
        return False


def _share(process: Path) -> int:
    """KiB of memory that are this process's, a page of several in equal shares."""
    try:
        lines = (process / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _print(results: dict[str, Run], megabytes: float) -> None:
    grep = results["grep -rc mail"].seconds
    semgrep = results["semgrep"].seconds if "semgrep" in results else None
    print("\n| what | s | MB/s | CPU s | peak MB | times grep's time | times as fast as semgrep |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, run in results.items():
        faster = "-" if semgrep is None else f"{semgrep / run.seconds:.1f}"
        print(
            f"| {name} | {run.seconds:.2f} | {megabytes / run.seconds:.0f} | {run.cpu:.1f} | {run.peak / 1024:.0f} "
            f"| {run.seconds / grep:.1f} | {faster} |"
        )


def _judge(output: bytes, tree: Written) -> None:
    """How many of the planted forms the scan lists, with what a stranger really can do, and what it says of them."""
    root = f"{tree.root}/"
    told = {one["path"].removeprefix(root): one for one in json.loads(output)["scan"]["files"]}
    wrong = [
        f"  {form.path}: {', '.join(sorted(form.kind.abilities)) or 'safe'}"
        for form in tree.forms
        if form.path not in told or set(told[form.path]["reading"]["abilities"]) != form.kind.abilities
    ]
    print(
        f"\nPlanted forms of which the scan says what is so: {len(tree.forms) - len(wrong)} of {len(tree.forms)}",
        *wrong,
        sep="\n",
    )
    actions = Counter((form.kind.name, str(told[form.path]["action"])) for form in tree.forms if form.path in told)
    print(*(f"  {kind}: {action} ({count})" for (kind, action), count in sorted(actions.items())), sep="\n")
    print(f"Other files that the scan lists: {len(told.keys() - {form.path for form in tree.forms})}")
