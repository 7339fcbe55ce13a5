"""The page that a site's mail came through is named, or the answer is unknown with its cause."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.story import injections_of
from hiyari.maillog.trace.web import WebAnswer, find_pages
from hiyari.maillog.trace.webjoin import Page
from tests.maillog.trace.world import HOUR, SECOND, START, World

WWW_DATA = Injector(kind=Kind.USER, host="www", uid=33)
FORM = Page("", "POST", "/contact/send.php")


def _form(world: World, times: int, path: str = FORM.path, *, delay: float = 0.4, first: int = 1) -> None:
    """Posts of a form at random moments of six hours, each followed by a message."""
    for number in range(first, first + times):
        moment = START + int(world.random.random() * 6 * HOUR)
        client = f"203.0.113.{number % 3 + 50}"
        world.request(moment // SECOND * SECOND, path, "POST", client)
        world.request(moment // SECOND * SECOND, "/thanks.html", "GET", client)
        sent = int(moment + delay * SECOND) // SECOND * SECOND
        world.message("www", f"W{number:05}", sent, origin="local", uid=33, message_id=f"{number}@www")


def _answer(world: World, folder: Path, skew: int | None = None, host: str = "www") -> WebAnswer:
    with world.facts(folder) as facts:
        injector = Injector(kind=Kind.USER, host=host, uid=33)
        return find_pages(facts, injector, injections_of(facts, injector, START - HOUR, START + 24 * HOUR), skew)


def test_form_of_a_busy_site(tmp_path: Path) -> None:
    """Of some hundred pages the form is named, with one message for each request and its clients."""
    world = World()
    world.traffic(8, 2.0)
    _form(world, 400)
    answer = _answer(world, tmp_path)
    assert answer.cause is None
    assert [one.score.page for one in answer.suspects] == [FORM]
    suspect = answer.suspects[0]
    assert suspect.score.coverage > 0.99
    assert suspect.score.lift > 5
    assert suspect.score.per_request == pytest.approx(1, abs=0.02)
    assert {client for client, _ in suspect.clients} == {"203.0.113.50", "203.0.113.51", "203.0.113.52"}


def test_two_forms(tmp_path: Path) -> None:
    """Two forms that share the mail are both named, each with its share."""
    world = World()
    world.traffic(8, 1.0)
    _form(world, 200)
    _form(world, 150, "/recommend.cgi", first=1000)
    answer = _answer(world, tmp_path)
    assert {one.score.page.path for one in answer.suspects} == {FORM.path, "/recommend.cgi"}
    assert answer.explained > 0.95


def test_log_written_after_the_answer(tmp_path: Path) -> None:
    """A server that logs when it has answered is understood, too: the request stands after the injection."""
    world = World()
    world.traffic(8, 1.0)
    _form(world, 200, delay=-2.0)
    answer = _answer(world, tmp_path)
    assert [one.score.page for one in answer.suspects] == [FORM]


def test_saturated_site(tmp_path: Path) -> None:
    """Where the only form is posted several times a second, any mail comes with it: unknown, and the cause names it."""
    world = World()
    for number in range(4000):
        world.request(START + number * SECOND, "/api/track", "POST")
        world.request(START + number * SECOND, "/api/track", "POST")
    for number in range(100):
        sent = START + int(world.random.random() * 4000) * SECOND
        world.message("www", f"W{number:05}", sent, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert answer.suspects == ()
    assert answer.cause is not None
    assert "too busy" in answer.cause.message


def test_job_that_sends_later(tmp_path: Path) -> None:
    """Where a job sends a form's mail at full minutes nothing is blamed: unknown, and the cause is the job."""
    world = World()
    world.traffic(6, 1.0)
    for number in range(300):
        moment = START + int(world.random.random() * 6 * HOUR)
        world.request(moment // SECOND * SECOND, FORM.path, "POST")
        sent = (moment // (60 * SECOND) + 1) * 60 * SECOND + SECOND
        world.message("www", f"W{number:05}", sent, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert answer.suspects == ()
    assert answer.cause is not None
    assert "cron" in answer.cause.message


def test_nobody_posts(tmp_path: Path) -> None:
    """Readers alone are not blamed."""
    world = World()
    for number in range(2000):
        world.request(START + number * 5 * SECOND, "/index.html")
    for number in range(50):
        sent = START + int(world.random.random() * 10000) * SECOND
        world.message("www", f"W{number:05}", sent, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert answer.suspects == ()
    assert answer.cause is not None
    assert "nobody posts" in answer.cause.message


def test_no_access_log(tmp_path: Path) -> None:
    """Without an access log the cause says which one is missing."""
    world = World()
    world.message("www", "W00001", START, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert answer.cause is not None
    assert "no access log" in answer.cause.message


def test_access_log_of_another_day(tmp_path: Path) -> None:
    """An access log that ends before the mail says so."""
    world = World()
    world.request(START, "/form", "POST")
    world.message("www", "W00001", START + 5 * HOUR, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert answer.cause is not None
    assert "access log begins" in answer.cause.message


def test_one_message_proves_little(tmp_path: Path) -> None:
    """One injection beside one frequent page is too few."""
    world = World()
    world.traffic(4, 1.0)
    world.message("www", "W00001", START + HOUR, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert answer.cause is not None
    assert "too few" in answer.cause.message


@pytest.mark.parametrize("ahead", [37, -61])
def test_clocks_apart(tmp_path: Path, ahead: int) -> None:
    """A web server on another host whose clock is wrong: the difference is found, and the form."""
    world = World()
    for number in range(300):
        moment = START + int(world.random.random() * 6 * HOUR)
        world.request(moment // SECOND * SECOND + ahead * SECOND, FORM.path, "POST", host="web9")
        later = world.random.randrange(-90, 90) * SECOND
        world.request(moment // SECOND * SECOND + later, "/login", "POST", host="web9")
        world.message("www", f"W{number:05}", moment // SECOND * SECOND, origin="local", uid=33)
    answer = _answer(world, tmp_path)
    assert abs(answer.skew - ahead * SECOND) <= SECOND
    assert FORM in {one.score.page for one in answer.suspects}


def _mail(world: World, moments: Iterable[float]) -> None:
    for number, moment in enumerate(sorted(moments)):
        world.message("www", f"M{number:05}", int(moment), origin="local", uid=33, message_id=f"m{number}@www")


def _guesses(world: World, since: int, seconds: int, per_second: float) -> None:
    """Somebody tries passwords."""
    for _ in range(int(seconds * per_second)):
        moment = since + world.random.randrange(seconds) * SECOND
        world.request(moment, "/wp-login.php", "POST", f"203.0.113.{world.random.randrange(5)}")


@pytest.mark.parametrize("per_second", [0.1, 0.3, 1.0, 2.0])
@pytest.mark.parametrize(("seconds", "messages"), [(3600, 600), (300, 80)])
def test_page_that_is_busy_in_the_same_hour(tmp_path: Path, per_second: float, seconds: int, messages: int) -> None:
    """Where passwords are tried while mail is sent, and rarely before, that page is not named: unknown."""
    world = World()
    for minute in range(7 * 24 * 60):
        world.request(START + minute * 60 * SECOND, "/index.html")
    burst = START + 3 * 24 * HOUR
    _guesses(world, burst, seconds, per_second)
    _mail(world, (burst + world.random.random() * seconds * SECOND for _ in range(messages)))
    with world.facts(tmp_path) as facts:
        injections = injections_of(facts, WWW_DATA, START, START + 10 * 24 * HOUR)
        answer = find_pages(facts, WWW_DATA, injections)
    assert answer.suspects == ()
    assert answer.cause is not None


def test_form_beside_a_busy_page(tmp_path: Path) -> None:
    """The form is still named when passwords are tried in the same hour."""
    world = World()
    world.traffic(6, 0.5)
    _guesses(world, START, 6 * 3600, 0.3)
    _form(world, 300)
    answer = _answer(world, tmp_path)
    assert [one.score.page for one in answer.suspects] == [FORM]


def test_day_and_night(tmp_path: Path) -> None:
    """Mail and readers that both come by day only do not make a page of the readers the way."""
    world = World()
    for day in range(4):
        for _ in range(8000):
            moment = START + day * 24 * HOUR + world.random.randrange(4 * 3600) * SECOND
            world.request(moment, "/search", "POST")
        _mail_of_the_day(world, day)
    with world.facts(tmp_path) as facts:
        injections = injections_of(facts, WWW_DATA, START, START + 10 * 24 * HOUR)
        answer = find_pages(facts, WWW_DATA, injections)
    assert len(injections) == 400
    assert answer.suspects == ()


def _mail_of_the_day(world: World, day: int) -> None:
    for number in range(100):
        moment = START + day * 24 * HOUR + int(world.random.random() * 4 * HOUR)
        world.message("www", f"D{day}{number:04}", moment, origin="local", uid=33, message_id=f"{day}.{number}@www")


def test_form_by_the_clock(tmp_path: Path) -> None:
    """A program that posts every twenty seconds does not hide by its regularity."""
    world = World()
    world.traffic(2, 0.5)
    for number in range(120):
        moment = START + HOUR + number * 20 * SECOND
        world.request(moment, FORM.path, "POST")
        world.message("www", f"W{number:05}", moment + SECOND // 2, origin="local", uid=33, message_id=f"{number}@www")
    answer = _answer(world, tmp_path)
    assert [one.score.page for one in answer.suspects] == [FORM]
    assert answer.suspects[0].score.base < 0.5


def test_heap_of_one_second(tmp_path: Path) -> None:
    """Fifty messages of one second and one request in it are one occasion, and prove nothing."""
    world = World()
    world.traffic(2, 0.5)
    world.request(START + HOUR, "/once.php", "POST")
    for number in range(50):
        world.message("www", f"W{number:05}", START + HOUR, origin="local", uid=33, message_id=f"{number}@www")
    assert _answer(world, tmp_path).suspects == ()
