"""A web root that any user can read, and one open sandbox over it."""

from __future__ import annotations

import importlib.readers  # noqa: F401 - Python's own files may be closed to another user, who needs this
import os
import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hiyari.forms.confirm.confirm import ToConfirm, confirm
from hiyari.forms.confirm.hosting import available
from hiyari.forms.confirm.interpreters import Interpreter, interpreter
from hiyari.forms.confirm.limits import Limits
from hiyari.forms.confirm.recorded import Ran
from hiyari.forms.confirm.running import Job, Sandbox
from hiyari.forms.confirm.visit import Visit, body, environment, page_of
from hiyari.forms.confirm.writable import writable
from hiyari.forms.evidence import Confirmation, Runs, WebFile
from hiyari.forms.language import Language
from hiyari.model.text import text
from tests.forms.removal.child import in_child

USER = 12345
"""An ordinary user, whom no file here belongs to."""
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A web root of a test."""

    root: Path
    user: int | None = None
    """Who runs hiyari, where it is not the user of the tests."""

    def write(self, name: str, source: str) -> Path:
        """Put a script into it."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True, mode=0o755)
        path.write_text(source, encoding="utf-8")
        path.chmod(0o755)
        return path

    def run(self, language: Language, source: str, *, seconds: float = 5.0, visit: Visit | None = None) -> Ran:
        """Run a script once."""
        job, path = self._job(language, source, seconds, visit)
        return self._run(job, path) if self.user is None else self._run_as(self.user, job, path)

    def run_twice(self, language: Language, source: str, *, seconds: float = 5.0) -> tuple[Ran, Ran]:
        """Run a script in two visits, in one sandbox."""
        job, path = self._job(language, source, seconds, None)
        with self._sandbox(path) as sandbox:
            return sandbox.run(job), sandbox.run(job)

    def _job(self, language: Language, source: str, seconds: float, visit: Visit | None) -> tuple[Job, str]:
        script = self.write("script", source)
        program = interpreter(language, source.encode(), [str(path) for path in Path("/usr/bin").iterdir()])
        if not isinstance(program, Interpreter):
            pytest.skip(f"no interpreter for {language}: {program.package}")
        visit = visit or Visit(method="GET")
        job = Job(
            argv=(*program.argv, str(script)),
            environment=environment(page_of(str(script), str(self.root), None), visit),
            folder=str(self.root),
            body=body(visit),
            seconds=seconds,
            address_space=program.address_space,
            fresh=True,
        )
        return job, str(script)

    def _sandbox(self, script: str) -> Sandbox:
        layer = writable(script, str(self.root))
        return Sandbox(bwrap="bwrap", root=str(self.root), script=script, layer=layer)

    def _run(self, job: Job, script: str) -> Ran:
        with self._sandbox(script) as sandbox:
            return sandbox.run(job)

    def _run_as(self, user: int, job: Job, script: str) -> Ran:
        with tempfile.TemporaryFile() as answer:

            def run() -> None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
                answer.write(pickle.dumps(self._run(job, script)))
                answer.flush()

            assert in_child(run) == 0
            answer.seek(0)
            ran = pickle.loads(answer.read())  # noqa: S301 - our own child's
            assert isinstance(ran, Ran)
            return ran

    def confirm(
        self, language: Language, source: str, name: str = "form", roots: tuple[str, ...] = (), **limits: float
    ) -> Confirmation:
        """Write a script and confirm it."""
        path = self.write(name, source)
        file = WebFile(
            path=str(path), root=str(self.root), url=None, size=0, changed=0, language=language, runs=Runs.YES, because=text("a test")
        )  # fmt: skip
        return confirm(ToConfirm(file=file, roots=roots), at=AT, limits=Limits(**{"seconds": 5.0, **limits}))  # type: ignore[arg-type]


@pytest.fixture(params=["the tests' user", "an ordinary user"])
def anyones(request: pytest.FixtureRequest, site: Site) -> Site:
    """The web root, looked at by each kind of user: root's scripts run as somebody else, others' as themselves."""
    if request.param == "the tests' user":
        return site
    if os.geteuid():
        pytest.skip("the tests' user is an ordinary one")
    return replace(site, user=USER)


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty web root; skipped with the reason where this host has no sandbox."""
    missing = available()
    if missing is not None:
        pytest.skip(missing.message.format(**missing.params))
    with tempfile.TemporaryDirectory(prefix="site", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        root = Path(folder) / "htdocs"
        root.mkdir(mode=0o755)
        yield Site(root=root)
