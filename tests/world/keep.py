"""Keeps a small part of a world's logs, for the tests that run where no world can be.

``python -m tests.world.keep FOLDER``, where FOLDER is that of a `World` which has ended, writes
``tests/maillog/data/real``. Of messages that went the same way to the same end one is kept, with all its lines and
those of what came of it; of lines without a queue id, some of every shape.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.world.hosts import MAIL, RELAY1, RELAY2, WWW
from tests.world.truth import Sent, Truth
from tests.world.world import Form, World

KEPT: Final = Path(__file__).parents[1] / "maillog" / "data" / "real"
_FILES: Final = {
    "relay1.log": (RELAY1.name, Form.CLASSIC),
    "relay2.log": (RELAY2.name, Form.RFC3339),
    "mail.log": (MAIL.name, Form.CLASSIC),
    "www.json": (WWW.name, Form.JOURNAL),
}
_ID: Final = re.compile(r"(?:: |\"MESSAGE\": \")([0-9A-F]{9,12}|[0-9B-Zb-z]{15,16}): ")
_CHILD: Final = re.compile(r"(?:notification: |forwarded as |orig_id=)(\w{9,16})")
_PROGRAM: Final = re.compile(r"([\w/-]+)(?:\[\d+\]: |\", \"MESSAGE\": \")(.*)")
_OF_EACH_SHAPE: Final = 2


def keep(world: World, folder: Path) -> None:
    """Write the small part."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = _some(world.truth)
    wanted = {(hop.host, hop.queue_id) for sent in truth.sent for hop in sent.hops}
    dropped = {(hop.host, hop.queue_id) for sent in world.truth.sent for hop in sent.hops} - wanted
    for name, (host, form) in _FILES.items():
        lines = world.log(host, form).read_text().splitlines(keepends=True)
        ids = {qid for at, qid in dropped if at == host}
        (folder / name).write_text("".join(_kept(lines, ids)))
    shutil.copy(world.access_log, folder / "access.log")
    truth.write(folder / "truth.json")


def _some(truth: Truth) -> Truth:
    """One message of every way and end, and the notifications about these."""
    seen: set[str] = set()
    kept: list[Sent] = []
    for sent in truth.sent:
        ends = sorted({(one.program, one.course, one.enhanced) for one in sent.delivered}, key=repr)
        way = [hop.host for hop in sent.hops]
        looks = json.dumps([sent.kind, way, ends, sent.sender == "", sent.address, bool(sent.parent) and sent.parent])
        if looks not in seen and (
            sent.parent is None or any(sent.parent == hop.queue_id for one in kept for hop in one.hops)
        ):
            seen.add(looks)
            kept.append(sent)
    return replace(truth, sent=kept)


def _kept(lines: Sequence[str], dropped: set[str]) -> Iterator[str]:
    shapes: Counter[str] = Counter()
    dropped = set(dropped)
    for line in lines:
        # What came of a dropped message goes with it, though nobody may have received it.
        found = _ID.search(line)
        if found and found[1] in dropped and (child := _CHILD.search(line)):
            dropped.add(child[1])
    for line in lines:
        found = _ID.search(line)
        if found:
            if found[1] not in dropped:
                yield line
            continue
        program = _PROGRAM.search(line)
        shape = re.sub(r"\S*\d\S*", "#", " ".join(program[0].split()[:4])) if program else line
        shapes[shape] += 1
        if shapes[shape] <= _OF_EACH_SHAPE or "reject" in line or "SASL" in line:
            yield line


if __name__ == "__main__":
    ended = Path(sys.argv[1])
    keep(World(folder=ended, truth=Truth.read(ended / "truth.json")), KEPT)
