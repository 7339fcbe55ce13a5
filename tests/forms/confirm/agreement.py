"""How far the sandbox agrees with the labels of the test material: run as a module, it prints what differs.

A script that was not brought to send mail is undecided, and neither agrees nor differs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hiyari.forms.confirm.confirm import ToConfirm, confirm
from hiyari.forms.evidence import Confirmation, Proof, Runs, WebFile
from hiyari.model.text import text
from tests.forms.material.table import FOLDER, Script, scripts

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One script's label, and what the sandbox says."""

    script: Script
    confirmation: Confirmation
    seconds: float

    @property
    def decided(self) -> bool:
        """Whether it came to send mail."""
        return self.confirmation.proof in {Proof.CONFIRMED, Proof.CLEARED}

    @property
    def agrees(self) -> bool:
        """Whether the abilities are those of the label, but for debatable ones."""
        found = {one.ability for one in self.confirmation.caught}
        return found - self.script.either == self.script.abilities - self.script.either

    def __str__(self) -> str:
        """One line."""
        found = sorted({one.ability for one in self.confirmation.caught})
        return f"{self.script}: {self.confirmation.proof} {found}, labelled {sorted(self.script.abilities)}: {self.script.reason}"


def compared(chosen: Sequence[Script]) -> list[Compared]:
    """Confirm scripts, each in a copy of its folder that any user can read."""
    with tempfile.TemporaryDirectory(prefix="site", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        root = Path(folder) / "htdocs"
        shutil.copytree(FOLDER, root)
        root.chmod(0o755)
        return [_compared(script, root) for script in chosen]


def _compared(script: Script, root: Path) -> Compared:
    site = root / script.language
    file = WebFile(
        path=str(site / script.file),
        root=str(site),
        url=None,
        size=0,
        changed=0,
        language=script.language,
        runs=Runs.YES,
        because=text("the test material"),
    )
    began = time.monotonic()
    return Compared(script=script, confirmation=confirm(ToConfirm(file=file), at=AT), seconds=time.monotonic() - began)


def main(words: Sequence[str]) -> None:
    """Compare all scripts, or those whose names hold one of some words."""
    chosen = [script for script in scripts() if not words or any(word in str(script) for word in words)]
    results = compared(chosen)
    decided = [one for one in results if one.decided]
    lines = [str(one) for one in decided if not one.agrees]
    lines += [f"undecided: {one}" for one in results if not one.decided and one.script.abilities and one.script.runs]
    runs = sum(one.confirmation.runs for one in results)
    seconds = sum(one.seconds for one in results)
    agreed = sum(one.agrees for one in decided)
    lines.append(
        f"{agreed} of {len(decided)} agree, {len(results) - len(decided)} undecided; {runs} runs of {seconds / max(runs, 1) * 1000:.0f} ms"
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
