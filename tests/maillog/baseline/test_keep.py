import json
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiyari.maillog.baseline.judging import Episode, Kind
from hiyari.maillog.baseline.keep import VERSION, Kept, keep, read_kept
from hiyari.maillog.baseline.values import read_site, site_values
from hiyari.model.error import UserError
from tests.maillog.baseline.mail import START, copied, learned_site, told, usual


def _kept() -> Kept:
    site = learned_site(1)
    told(site, list(usual(3, "kept")))
    return Kept(site=site, since=START - 168, until=START, learned_us=1, more={"places": {}})


def test_what_is_kept_is_read_again_the_same_and_by_its_owner_only(tmp_path: Path) -> None:
    """The state comes back as it was, in a file that nobody else may read, and nothing is left beside it."""
    path = tmp_path / "new" / "watch.json"
    kept = _kept()
    keep(path, kept)
    assert read_kept(path) == kept
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_every_number_of_a_judge_is_kept() -> None:
    """A judge in the middle of everything comes back with each of its fields: none is forgotten."""
    site = learned_site(1)
    judge = next(iter(site.tracks.values())).judge
    for place, one in enumerate(fields(judge), 1):
        if isinstance(getattr(judge, one.name), int | float):
            setattr(judge, one.name, type(getattr(judge, one.name))(place))
    judge.high, judge.more = [(1, 2, 3.5)], Episode(Kind.LEAK, 1, 2, 3)
    judge.silent = Episode(Kind.SILENCE, 4, 5, 6)
    site.late = site.ahead = site.crowded = 7
    assert all(getattr(judge, one.name) for one in fields(judge))
    assert copied(site) == site


def test_nothing_kept_is_nothing_known(tmp_path: Path) -> None:
    """A file that is not there is no error: nothing was learned yet."""
    assert read_kept(tmp_path / "baseline.json") is None


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    """A file of a newer hiyari is never guessed at."""
    path = tmp_path / "baseline.json"
    keep(path, _kept())
    values = json.loads(path.read_text())
    path.write_text(json.dumps(values | {"hiyari_baseline": VERSION + 1}))
    with pytest.raises(UserError, match="newer"):
        read_kept(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_one_sentence(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is missing or of another kind, it is read or the user is told what to do: never a traceback."""
    path = tmp_path / "baseline.json"
    keep(path, _kept())
    values = json.loads(path.read_text())
    part = data.draw(st.sampled_from([values, values["site"], values["site"]["known"], values["site"]["series"][0]]))
    name = data.draw(st.sampled_from(sorted(part)))
    part[name] = data.draw(st.sampled_from([None, "x", [1], {"a": []}, [[1, 2]]]))
    path.write_text(json.dumps(values))
    with suppress(UserError):
        read_kept(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", "\xff", "[" * 100_000])
def test_what_is_no_state_at_all_is_told(tmp_path: Path, content: str) -> None:
    """A file of something else is named, with the command that makes a new one."""
    path = tmp_path / "watch.json"
    path.write_text(content, "latin-1")
    with pytest.raises(UserError, match="damaged"):
        read_kept(path)


def test_what_an_older_version_kept_of_injectors_is_read() -> None:
    """Injectors without a total come back with none, and are told no volume: nobody knows what it was."""
    values = site_values(learned_site(1))
    names = values["known"]["injectors"]
    values["known"]["injectors"] = {name: one[:-2] for name, one in names.items()}
    injectors = read_site(json.loads(json.dumps(values))).known.injectors
    assert injectors.keys() == names.keys()
    assert {(one.total, one.due) for one in injectors.values()} == {(0, 0)}
