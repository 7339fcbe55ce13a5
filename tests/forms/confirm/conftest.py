"""A web root that any user can read, and one open sandbox over it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
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
from hiyari.forms.evidence import Confirmation, Runs, WebFile
from hiyari.forms.language import Language
from hiyari.model.text import text

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A web root of a test."""

    root: Path

    def write(self, name: str, source: str) -> Path:
        """Put a script into it."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True, mode=0o755)
        path.write_text(source, encoding="utf-8")
        path.chmod(0o755)
        return path

    def run(self, language: Language, source: str, *, seconds: float = 5.0, visit: Visit | None = None) -> Ran:
        """Run a script once."""
        script = self.write("script", source)
        program = interpreter(language, source.encode(), [str(path) for path in Path("/usr/bin").iterdir()])
        if not isinstance(program, Interpreter):
            pytest.skip(f"no interpreter for {language}: {program.package}")
        visit = visit or Visit(method="GET")
        with Sandbox(bwrap="bwrap", root=str(self.root), script=str(script)) as sandbox:
            return sandbox.run(
                Job(
                    argv=(*program.argv, str(script)),
                    environment=environment(page_of(str(script), str(self.root), None), visit),
                    folder=str(self.root),
                    body=body(visit),
                    seconds=seconds,
                    address_space=program.address_space,
                    fresh=True,
                )
            )

    def confirm(self, language: Language, source: str, name: str = "form", **limits: float) -> Confirmation:
        """Write a script and confirm it."""
        path = self.write(name, source)
        file = WebFile(
            path=str(path), root=str(self.root), url=None, size=0, changed=0, language=language, runs=Runs.YES, because=text("a test")
        )  # fmt: skip
        return confirm(ToConfirm(file=file), at=AT, limits=Limits(**{"seconds": 5.0, **limits}))  # type: ignore[arg-type]


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
