"""What has changed between two scans is told once, and what could not be seen is never told as gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.evidence import Ability, Action, Runs
from hiyari.forms.watching.compare import Bounds, Change, Changed, compare, to_keep
from hiyari.forms.watching.seen import Hidden, Seen, Sight
from hiyari.model.text import text

THEN = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOW = THEN + timedelta(days=1)
WHY = text("no right to read it")
PATHS = ("/w/a.php", "/w/b.php", "/w/sub/c.cgi", "/w/sub/d.cgi", "/w/subway.php")


def seen(path: str = "/w/a.php", **given: object) -> Seen:
    """A harmless form that nobody tries."""
    values = {
        "sha256": "0" * 64,
        "abilities": frozenset(),
        "unknown": False,
        "action": Action.KEEP,
        "runs": Runs.YES,
        "probes": 0,
        "last_probe": None,
    }
    return Seen(path=path, **(values | given))  # type: ignore[arg-type]


def before(*files: Seen) -> Sight:
    """The last scan."""
    return Sight(root="/w", at=THEN, files=files)


def now(*files: Seen, hidden: tuple[Hidden, ...] = ()) -> Sight:
    """This scan."""
    return Sight(root="/w", at=NOW, files=files, hidden=hidden)


def changes(old: Sight, new: Sight, **bounds: int) -> tuple[Changed, ...]:
    """What is told."""
    return compare(old, new, Bounds(**bounds)).changes


SEEN = st.builds(
    seen,
    path=st.sampled_from(PATHS),
    sha256=st.sampled_from(["0" * 64, "1" * 64]),
    abilities=st.frozensets(st.sampled_from(Ability), max_size=2),
    runs=st.sampled_from(Runs),
    probes=st.none() | st.integers(0, 300),
    last_probe=st.sampled_from([None, THEN - timedelta(hours=1), THEN + timedelta(hours=1)]),
)
FILES = st.lists(SEEN, unique_by=lambda one: one.path, max_size=5).map(
    lambda files: tuple(sorted(files, key=lambda one: one.path))
)
HIDDEN = st.lists(
    st.builds(Hidden, path=st.sampled_from(["/w", "/w/sub", "/w/a.php"]), why=st.just(WHY)), max_size=2
).map(tuple)


def test_the_first_scan_is_what_the_next_is_compared_with() -> None:
    """Nothing is called new in it, and it says that it is the first."""
    first = compare(None, now(seen()))
    assert first.baseline
    assert first.changes == ()
    assert not compare(before(seen()), now(seen())).baseline


def test_new_with_what_it_can_do() -> None:
    """A file that was not there, and one that was renamed is told with its old name and as gone."""
    (one,) = changes(before(), now(seen(abilities=frozenset({Ability.HEADER}))))
    assert (one.change, one.gained, one.moved_from) == (Change.NEW, {Ability.HEADER}, None)
    renamed, gone = changes(before(seen("/w/a.php")), now(seen("/w/a.php.bak")))
    assert (renamed.change, renamed.moved_from) == (Change.NEW, "/w/a.php")
    assert (gone.change, gone.path) == (Change.GONE, "/w/a.php")


def test_changed_with_what_it_gained() -> None:
    """Other octets, or the same ones that can do more by what they include."""
    able = seen(abilities=frozenset({Ability.RECIPIENT}))
    (one,) = changes(before(seen(abilities=frozenset({Ability.HEADER}))), now(replace(able, sha256="1" * 64)))
    assert (one.change, one.gained, one.lost, one.content) == (
        Change.CHANGED,
        {Ability.RECIPIENT},
        {Ability.HEADER},
        True,
    )
    (two,) = changes(before(seen()), now(able))
    assert (two.change, two.content) == (Change.CHANGED, False)


def test_runs_now() -> None:
    """A file that the server showed, or of which nobody knew, is run now; the other way round is no alarm."""
    for was in (Runs.NO, Runs.UNKNOWN):
        assert [one.change for one in changes(before(seen(runs=was)), now(seen()))] == [Change.RUNS]
    assert changes(before(seen()), now(seen(runs=Runs.NO))) == ()


def test_suddenly_probed() -> None:
    """The first probes, and as many as the bound says; fewer than that, as always, are not told."""
    probed = seen(probes=5, last_probe=NOW)
    assert [(one.change, one.probes) for one in changes(before(seen()), now(probed))] == [(Change.PROBED, 5)]
    assert changes(before(seen(probes=5)), now(seen(probes=14, last_probe=NOW)), probes=10) == ()
    assert changes(before(seen(probes=5)), now(seen(probes=15, last_probe=NOW)), probes=10)[0].probes == 10
    assert changes(before(probed), now(probed)) == ()


def test_probes_when_the_logs_were_rotated() -> None:
    """Fewer than before means that they cannot be counted: only the time of the last one tells, and no number is told."""
    many = before(seen(probes=500, last_probe=THEN))
    assert changes(many, now(seen(probes=200, last_probe=THEN))) == ()
    (one,) = changes(many, now(seen(probes=200, last_probe=NOW)))
    assert (one.change, one.probes) == (Change.PROBED, None)
    assert changes(before(seen(probes=None)), now(seen(probes=3, last_probe=NOW)))[0].probes is None


def test_what_could_not_be_looked_at_is_hidden_until_it_can() -> None:
    """A file below a folder that was closed is unknown, run after run, and then compared with what it was."""
    closed = now(hidden=(Hidden(path="/w/sub", why=WHY),))
    first = compare(before(seen("/w/sub/c.cgi"), seen("/w/subway.php")), closed)
    assert [(one.change, one.path, one.why) for one in first.changes] == [
        (Change.HIDDEN, "/w/sub/c.cgi", WHY),
        (Change.GONE, "/w/subway.php", None),
    ]
    again = compare(to_keep(first), closed)
    assert [one.change for one in again.changes] == [Change.HIDDEN]
    opened = compare(to_keep(again), now(seen("/w/sub/c.cgi", sha256="1" * 64)))
    assert [one.change for one in opened.changes] == [Change.CHANGED]


@given(FILES)
def test_a_scan_that_saw_the_same_tells_nothing(files: tuple[Seen, ...]) -> None:
    """Whatever was seen, seeing it again is no news."""
    assert changes(before(*files), now(*files)) == ()


@given(FILES, FILES, HIDDEN)
def test_every_file_is_accounted_for(old: tuple[Seen, ...], new: tuple[Seen, ...], hidden: tuple[Hidden, ...]) -> None:
    """What appears is new, what vanishes is gone or hidden, what stays is neither; the pressing changes come first."""
    told = compare(before(*old), now(*new, hidden=hidden))
    was, has = {one.path for one in old}, {one.path for one in new}
    assert {one.path for one in told.changes if one.change is Change.NEW} == has - was
    vanished = {one.path for one in told.changes if one.change in {Change.GONE, Change.HIDDEN}}
    assert vanished == was - has
    for one in told.changes:
        if one.change is Change.GONE:
            assert not any(one.path == place.path or one.path.startswith(f"{place.path}/") for place in hidden)
        assert (one.why is not None) == (one.change is Change.HIDDEN)
    ranks = [list(Change).index(one.change) for one in told.changes]
    assert ranks == sorted(ranks)
    assert len({(one.change, one.path) for one in told.changes}) == len(told.changes)


@given(FILES, FILES, FILES, HIDDEN)
def test_nothing_is_forgotten_while_it_is_hidden(
    first: tuple[Seen, ...], second: tuple[Seen, ...], third: tuple[Seen, ...], hidden: tuple[Hidden, ...]
) -> None:
    """A file that was hidden in between is told as if the scan in between had not been, and never as new."""
    between = compare(before(*first), now(*second, hidden=hidden))
    kept = to_keep(between)
    away = {one.path for one in between.changes if one.change is Change.HIDDEN}
    later = Sight(root="/w", at=NOW, files=third)
    new = {one.path for one in compare(kept, later).changes if one.change is Change.NEW}
    assert not new & away
    assert [one.path for one in kept.files] == sorted({one.path for one in second} | away)
