"""Who uses a form and who probes it, over access logs as web servers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.evidence import UseFacts
from hiyari.forms.use import signs
from hiyari.forms.use.tally import IN_A_DAY, IN_MINUTES
from hiyari.forms.use.use import UseReader, merged
from hiyari.logfiles.access import AccessLog, recognise
from hiyari.logfiles.request import Request
from hiyari.logfiles.stamps import Stamps

FORM = "/srv/www/contact/form.php"
ADDRESS = "/contact/form.php"
PAGE = "/contact/index.html"
SITE = "https://www.example.jp"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = "DoCoMo/2.0 P903i(c100;TB;W24H12)"
START = datetime(2026, 3, 1, 9, 0, 0, tzinfo=UTC)


class Log:
    """A log in the combined format, written line by line."""

    def __init__(self, *, quiet: bool = False) -> None:
        """With a request two months before and two months after, so that the log tells enough; not if ``quiet``."""
        self.lines: list[str] = []
        self._quiet = quiet
        if not quiet:
            self.asks(timedelta(days=-60).total_seconds(), "GET /", client="192.0.2.250")
            for day in range(-59, 0):
                self.asks(day * 86400.0, "GET /robots.txt", client="192.0.2.250")

    def asks(
        self,
        after: float,
        request: str,
        *,
        client: str = "192.0.2.1",
        status: int = 200,
        referer: str = "-",
        agent: str = FIREFOX,
    ) -> Log:
        """One request, ``after`` seconds from the start."""
        at = (START + timedelta(seconds=after)).strftime("%d/%b/%Y:%H:%M:%S +0000")
        self.lines.append(f'{client} - - [{at}] "{request} HTTP/1.1" {status} 512 "{referer}" "{agent}"')
        return self

    def requests(self) -> list[Request]:
        """The requests, as the log's reader gives them."""
        form = recognise(self.lines)
        assert form is not None
        return list(AccessLog(form, Stamps(UTC)).read(self.lines))

    def reader(self, **more: Any) -> UseReader:
        """A reader that has read the log."""
        reader = UseReader({ADDRESS: FORM}, pages={FORM: [PAGE]}, hosts=["www.example.jp"], **more)
        reader.read(self.requests())
        return reader

    def facts(self, **more: Any) -> UseFacts:
        """What the log tells of the form."""
        return self.reader(**more).facts(FORM)

    def visits(self, after: float, **more: Any) -> Log:
        """A visitor loads the page, as browsers do, and posts half a minute later."""
        self.asks(after, "GET /contact/", **more)
        self.asks(after + 1, "GET /style.css", referer=f"{SITE}/contact/", **more)
        return self.asks(after + 30, f"POST {ADDRESS}", referer=f"{SITE}/contact/", **more)


def test_a_visitor_who_loaded_the_page_before_uses_the_form() -> None:
    """The page with its style, then the post with the right referer, is a use and no probe."""
    found = Log().visits(0).facts()
    assert (found.uses, found.probes, found.why) == (1, 0, None)
    assert found.last_use == START + timedelta(seconds=30)


USES = {
    "the form itself": [(0, f"GET {ADDRESS}", "-"), (9, f"POST {ADDRESS}", f"{SITE}{ADDRESS}")],
    "without a referer, with pictures": [(0, "GET /contact/", "-"), (1, "GET /a.png", "-"), (9, f"POST {ADDRESS}", "-")],
    "from any page that it was given": [(0, "GET /other.html", "-"), (9, f"POST {ADDRESS}", f"{SITE}/other.html")],
    "the host as referer": [(0, "GET /contact/", "-"), (9, f"POST {ADDRESS}", f"{SITE}/")],
    "doubled slashes": [(0, "GET //contact//index.html", "-"), (9, "POST /contact//form.php", f"{SITE}/contact/")],
    "percent-encoded": [(0, "GET /c%6Fntact/", "-"), (9, "POST /contact/f%6frm.php", f"{SITE}/contact/")],
    "PATH_INFO": [(0, "GET /contact/", "-"), (9, f"POST {ADDRESS}/send", f"{SITE}/contact/")],
    "other letters": [(0, "GET /contact/", "-"), (9, "POST /Contact/FORM.php", f"{SITE}/contact/")],
    "an hour later": [(0, "GET /contact/", "-"), (3600, f"POST {ADDRESS}", f"{SITE}/contact/")],
    "a form that is sent by GET": [
        (0, "GET /contact/", "-"), (9, f"GET {ADDRESS}?mail=taro%40example.com&body=x", f"{SITE}/contact/"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("steps", USES.values(), ids=USES)
def test_every_way_of_a_visitor_is_a_use(steps: list[tuple[float, str, str]]) -> None:
    """Addresses are compared however they are written; a referer or the page's parts show a browser."""
    log = Log()
    for after, request, referer in steps:
        log.asks(after, request, referer=referer)
    found = log.facts()
    assert (found.uses, found.probes) == (1, 0)


PROBES = {
    "no page before": ([(9, f"POST {ADDRESS}", "-")], signs.WITHOUT_PAGE),
    "a forged referer": ([(9, f"POST {ADDRESS}", f"{SITE}/contact/")], signs.FORGED),
    "another page than it says": ([(0, "GET /contact/", "-"), (9, f"POST {ADDRESS}", f"{SITE}/x.html")], signs.FORGED),
    "another site's referer": ([(9, f"POST {ADDRESS}", "https://www.example.com/")], signs.WITHOUT_PAGE),
    "the page alone": ([(0, "GET /contact/", "-"), (9, f"POST {ADDRESS}", "-")], signs.NO_BROWSER),
    "at once": ([(0, "GET /contact/", "-"), (0, f"POST {ADDRESS}", f"{SITE}/contact/")], signs.AT_ONCE),
    "too late": ([(0, "GET /contact/", "-"), (3601, f"POST {ADDRESS}", f"{SITE}/contact/")], signs.FORGED),
    "the page was not there": ([(0, "GET /gone.html", "-"), (9, f"POST {ADDRESS}", f"{SITE}/gone.html")], signs.FORGED),
    "HEAD": ([(9, f"HEAD {ADDRESS}", "-")], signs.METHOD),
    "OPTIONS": ([(9, f"OPTIONS {ADDRESS}", f"{SITE}/contact/")], signs.METHOD),
    "an address in the query": ([(9, f"GET {ADDRESS}?email=a%40example.com", "-")], signs.IN_QUERY),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "message"), PROBES.values(), ids=PROBES)
def test_everything_else_is_a_probe(steps: list[tuple[float, str, str]], message: str) -> None:
    """What did not load the page as a browser does is a probe, and the last one is told in words."""
    log = Log().asks(-4000, "GET /contact/", client="198.51.100.9")
    for after, request, referer in steps:
        log.asks(after, request, referer=referer, status=404 if "gone" in request else 200)
    found = log.facts()
    assert (found.uses, found.probes, found.clients) == (0, 1, 1)
    assert found.last_probe == START + timedelta(seconds=steps[-1][0])
    assert found.probe is not None
    assert found.probe.message == message


@pytest.mark.parametrize(
    "query",
    [
        "recipient=tester%40example.com&subject=www.example.jp",
        "to=tester@example.com",
        "name=x%0abcc:%20a%40example.com",
        "name=x%0D%0AContent-Type:%20text/html",
        "name=x%250acc:a@example.com",
        "a=xqzzt@example.jp&b=xqzzt@example.jp&c=xqzzt@example.jp",
    ],
)
def test_what_no_visitor_writes_is_a_probe_even_after_the_page(query: str) -> None:
    """Foreign recipients, line breaks before header fields and one name in every field give a probe away."""
    log = Log().asks(0, "GET /contact/").asks(1, "GET /style.css")
    found = log.asks(9, f"POST {ADDRESS}?{query}", referer=f"{SITE}/contact/").facts()
    assert (found.uses, found.probes) == (0, 1)


def test_a_recipient_of_the_house_is_none() -> None:
    """The site's own addresses in a query are what a form is for."""
    log = Log().asks(0, "GET /contact/").asks(9, f"POST {ADDRESS}?to=info%40www.example.jp", referer=f"{SITE}/contact/")
    assert log.facts().uses == 1


@pytest.mark.parametrize(
    "agent", ["curl/8.5.0", "-", "python-requests/2.32", "Mozilla/5.0 (compatible; Nuclei)", "sqlmap/1.8"]
)
def test_programs_probe(agent: str) -> None:
    """A library, a scanner or a client without a name is no visitor, whatever it loads."""
    found = Log().visits(0, agent=agent).facts()
    assert (found.uses, found.probes) == (0, 1)


def test_crawlers_neither_use_nor_probe_but_their_names_excuse_no_post() -> None:
    """A search engine's robot looks; who posts under its name probes."""
    robot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    log = Log().asks(0, f"GET {ADDRESS}", agent=robot).asks(1, f"HEAD {ADDRESS}", agent=robot)
    found = log.facts()
    assert (found.uses, found.views) == (0, 0)
    log.asks(9, f"POST {ADDRESS}", agent=robot, referer=f"{SITE}{ADDRESS}")
    assert log.facts().probes == found.probes + 1


@pytest.mark.parametrize(
    ("referer", "name"),
    [
        ("https://www.google.co.jp/", "Google"),
        ("https://www.google.com/search?q=form", "Google"),
        ("https://www.bing.com/search?q=form", "Bing"),
        ("https://search.yahoo.co.jp/search?p=form", "Yahoo! JAPAN"),
        ("https://duckduckgo.com/", "DuckDuckGo"),
    ],
)
def test_search_engines_that_visitors_came_from_are_named(referer: str, name: str) -> None:
    """This is how such forms are found."""
    found = Log().asks(0, f"GET {ADDRESS}", referer=referer).facts()
    assert (found.engines, found.views, found.probes) == ((name,), 1, 0)


def test_no_engine_is_named_for_a_host_that_only_sounds_like_one() -> None:
    """A referer is what the client writes; its host must be the engine's."""
    assert Log().asks(0, f"GET {ADDRESS}", referer="https://www.google.com.example.com/").facts().engines == ()


def test_other_sites_that_link_are_told() -> None:
    """Links from elsewhere stand in no file of the site; their referers tell."""
    reader = Log().asks(0, f"GET {ADDRESS}", referer="https://links.example.com/list.html").reader()
    assert any("links.example.com" in str(one.params) for one in reader.remarks(FORM))


def test_a_script_asked_for_by_its_well_known_name_is_probed() -> None:
    """Nobody comes to FormMail from nowhere; who came over a page only looks."""
    log = Log().asks(0, "GET /cgi-bin/FormMail.pl")
    log.asks(1, "GET /", client="192.0.2.2").asks(5, "GET /cgi-bin/FormMail.pl", client="192.0.2.2", referer=f"{SITE}/")
    reader = UseReader({"/cgi-bin/FormMail.pl": "/srv/cgi/FormMail.pl"}, hosts=["www.example.jp"])
    reader.read(log.requests())
    found = reader.facts("/srv/cgi/FormMail.pl")
    assert (found.views, found.probes) == (1, 1)


def test_many_clients_with_a_request_each_are_counted() -> None:
    """A distributed attack shows by the number of addresses."""
    log = Log()
    for number in range(40):
        log.asks(number * 60, f"POST {ADDRESS}", client=f"198.51.100.{number}")
    found = log.facts()
    assert (found.probes, found.clients, found.uses) == (40, 40, 0)


def test_more_posts_than_a_person_sends_are_probes_the_first_ones_too() -> None:
    """Who loads the page first to look like a visitor is given away by the volume."""
    log = Log().visits(0, client="198.51.100.7")
    for number in range(IN_MINUTES + 1):
        log.visits(7200 + number * 31, client="192.0.2.9")
    found = log.facts()
    assert (found.uses, found.probes) == (1, IN_MINUTES + 1)
    assert found.last_use == START + timedelta(seconds=30)
    assert found.probe is not None
    assert found.probe.message == signs.TOO_MANY


def test_a_patient_machine_is_found_by_the_day() -> None:
    """A post every quarter of an hour for a day is no person either."""
    log = Log()
    for number in range(IN_A_DAY + 1):
        log.visits(number * 900, client="192.0.2.9")
    assert log.facts().uses == 0


def test_several_people_behind_one_address_are_told_apart_by_their_agents() -> None:
    """What one of them loaded does not make another's post a use."""
    log = Log().asks(0, "GET /contact/", agent=FIREFOX + " one").asks(1, "GET /a.css", agent=FIREFOX + " one")
    log.asks(9, f"POST {ADDRESS}", agent=FIREFOX + " two")
    log.asks(10, f"POST {ADDRESS}", agent=FIREFOX + " one", referer=f"{SITE}/contact/")
    found = log.facts()
    assert (found.uses, found.probes) == (1, 1)


def test_the_steps_of_one_form_are_uses() -> None:
    """Confirmation pages post again, from the form's own answer."""
    log = Log().visits(0).asks(40, f"POST {ADDRESS}", referer=f"{SITE}{ADDRESS}")
    assert log.facts().uses == 2


def test_a_new_address_of_the_same_ipv6_network_is_the_same_client() -> None:
    """Privacy addresses change below the first 64 bits."""
    log = Log().asks(0, "GET /contact/", client="2001:db8:1:2::a")
    log.asks(9, f"POST {ADDRESS}", client="2001:db8:1:2:ffff::1", referer=f"{SITE}/contact/")
    assert log.facts().uses == 1


@pytest.mark.parametrize(
    ("agent", "referer", "client", "uses"),
    [
        (PHONE, "-", "203.0.113.77", 1),
        (FIREFOX, f"{SITE}/contact/", "203.0.200.1", 1),
        (FIREFOX, "-", "203.0.113.77", 0),
        (FIREFOX, f"{SITE}/contact/", "198.51.100.1", 0),
    ],
)
def test_a_carriers_gateways_may_change_the_address(agent: str, referer: str, client: str, uses: int) -> None:
    """The same agent from the same network with the right referer (an old phone: without one) is a use, and it is said."""
    log = Log().asks(0, "GET /contact/", client="203.0.113.5", agent=agent)
    reader = log.asks(20, f"POST {ADDRESS}", client=client, agent=agent, referer=referer).reader()
    assert reader.facts(FORM).uses == uses
    assert any(one.count == 1 and one.plural for one in reader.remarks(FORM)) is bool(uses)


def test_a_page_that_nobody_loads_may_be_answered_by_a_cache() -> None:
    """Posts with the right referer to a page that no log line shows leave it open."""
    log = Log().asks(0, f"POST {ADDRESS}", referer=f"{SITE}/contact/")
    found = log.facts()
    assert (found.uses, found.probes) == (0, 0)
    assert found.why is not None
    assert "cache" in found.why.message


def test_a_page_that_others_load_is_not_cached() -> None:
    """The same post is forged where the page's loads are in the log."""
    log = (
        Log().asks(-90, "GET /contact/", client="198.51.100.77").asks(0, f"POST {ADDRESS}", referer=f"{SITE}/contact/")
    )
    found = log.facts()
    assert (found.uses, found.probes, found.why) == (0, 1, None)


def test_a_short_log_does_not_say_that_nobody_uses_a_form() -> None:
    """Before the log tells of enough days it is not known."""
    log = Log(quiet=True).asks(0, "GET /").asks(86400 * 3, "GET /")
    found = log.facts()
    assert found.since == START
    assert found.until == START + timedelta(days=3)
    assert found.why is not None
    assert log.facts(enough=timedelta(0)).why is None


def test_gaps_count_for_nothing() -> None:
    """A log of two months with a hole of six weeks tells of less than a month."""
    reader = Log(quiet=True).asks(0, "GET /").asks(86400 * 55, "GET /").asks(86400 * 60, "GET /").reader()
    assert reader.facts(FORM).why is not None
    assert any("gaps" in one.message for one in reader.remarks(FORM))


def test_no_log_and_no_address_are_said() -> None:
    """Without a log, or for a file without an address, nothing is known."""
    reader = UseReader({ADDRESS: FORM})
    assert reader.facts(FORM).since is None
    assert reader.facts(FORM).why is not None
    reader.read(Log().requests())
    assert reader.facts("/srv/www/other.php").why is not None


def test_where_a_log_begins_a_post_is_not_held_against_its_client() -> None:
    """The page may have been loaded just before the first line."""
    log = Log(quiet=True).asks(0, "GET /").asks(60, f"POST {ADDRESS}", referer=f"{SITE}/contact/")
    assert log.facts().probes == 0


def test_forgotten_clients_are_counted_and_leave_it_open() -> None:
    """Where there are more clients than are remembered, a right referer may be a visitor's."""
    log = Log().asks(0, "GET /contact/").asks(1, "GET /a.css")
    for number in range(20):
        log.asks(2 + number, "GET /contact/", client=f"198.{number}.100.1")
    reader = log.asks(60, f"POST {ADDRESS}", referer=f"{SITE}/contact/").reader(most_clients=5)
    found = reader.facts(FORM)
    assert (found.uses, found.probes) == (0, 0)
    assert found.why is not None
    assert any("forgotten" in one.message for one in reader.remarks(FORM))


def test_logs_are_merged_by_time() -> None:
    """The page may stand in one log and the post in another."""
    pages = Log().asks(0, "GET /contact/").asks(1, "GET /a.css").requests()
    posts = Log(quiet=True).asks(30, f"POST {ADDRESS}", referer=f"{SITE}/contact/").requests()
    reader = UseReader({ADDRESS: FORM}, pages={FORM: [PAGE]}, hosts=["www.example.jp"])
    reader.read(merged([posts, pages]))
    assert reader.facts(FORM).uses == 1


def test_a_complete_address_counts_for_its_host_only() -> None:
    """Two virtual hosts may have a form at the same path."""
    reader = UseReader({f"{SITE}{ADDRESS}": FORM, f"https://www.example.com{ADDRESS}": "/srv/com/form.php"})
    post = Request(1, "www.example.com", "192.0.2.1", "POST", ADDRESS, None, 200, 1, None, FIREFOX)
    reader.read([post])
    assert (reader.facts(FORM).probes, reader.facts("/srv/com/form.php").probes) == (0, 1)


WORDS = st.sampled_from(
    ["GET", "POST", "HEAD", None, "/contact/", ADDRESS, f"{ADDRESS}/x", "/%", "/%00", "\\x00", "//", "-", "", "to=a@b.c",
     "%0acc:", "192.0.2.1", "2001:db8::1", "no address", f"{SITE}/contact/", "http://[", FIREFOX, "curl/8", "a=b@c.d&" * 50]
)  # fmt: skip


@given(
    st.lists(
        st.builds(
            Request, st.integers(0, 10**13), WORDS, WORDS.filter(bool), WORDS, WORDS, WORDS, st.sampled_from([200, 404]),
            st.none(), WORDS, WORDS,
        ),
        max_size=30,
    )
)  # fmt: skip
@settings(max_examples=300)
def test_hostile_logs_are_counted_without_fail(requests: list[Request]) -> None:
    """Whatever clients send, every request to the form is counted at most once and moments lie within the log."""
    reader = UseReader({ADDRESS: FORM}, pages={FORM: [PAGE]}, most_clients=3)
    reader.read(requests)
    found = reader.facts(FORM)
    assert 0 <= found.uses + found.views + found.probes <= len(requests)
    for moment in (found.last_use, found.last_view, found.last_probe):
        assert moment is None or (
            found.since is not None and found.until is not None and found.since <= moment <= found.until
        )
