"""Facts sent to ClickHouse count once, and everything that goes wrong on the way is one sentence."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiyari.maillog.facts import VERSION, Row
from hiyari.maillog.store.clickhouse import ClickHouseFacts, send_facts
from hiyari.maillog.store.clickhouse_place import parse_place
from hiyari.maillog.store.facts_folder import prepare, write_facts
from hiyari.maillog.store.parts import Parts, write_parts
from hiyari.model.error import UserError
from tests.maillog.store.clickhouse_server import ClickHouse, clickhouse
from tests.maillog.store.sample import sample

_SECRET = "pa'ss wörd"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    """One engine for all."""
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as server:
        yield server


@pytest.fixture
def server(running: ClickHouse) -> ClickHouse:
    """The server with an empty database."""
    running.password = ""
    running.engine.query("DROP DATABASE IF EXISTS fleet")
    running.asked.clear()
    running.headers.clear()
    return running


def _folder(folder: Path, content: dict[str, list[Row]], name: str = "facts") -> Path:
    prepare(folder)
    write_facts(folder, content, name)
    return folder


def _sentence(caught: pytest.ExceptionInfo[UserError]) -> str:
    (problem,) = caught.value.problems
    return problem.message.format_map({name: getattr(value, "raw", value) for name, value in problem.params.items()})


def _login(at: int, account: str) -> Row:
    return (at, "relay1.example.jp", "smtpd", None, "192.0.2.1", account, "LOGIN", "wrong")


def _message(last_at: int, ending: str) -> Row:
    return (7, "relay1.example.jp", "3A1B2C", 100, last_at, ending, *(None,) * 18)


def test_what_is_sent_twice_counts_once(server: ClickHouse, tmp_path: Path) -> None:
    """A repeated ingest, from the same folder or another one, changes no count."""
    content = sample(5)
    one, other = _folder(tmp_path / "one", content), _folder(tmp_path / "other", content, "again")
    send_facts(one, server.url)
    fleet = ClickHouseFacts(server.url)
    before = fleet.ask("summary_hosts", since=0, until=2**62), fleet.ask("summary_readings")
    send_facts(one, server.url)
    assert send_facts(other, server.url)["deliveries"] == 1
    assert (fleet.ask("summary_hosts", since=0, until=2**62), fleet.ask("summary_readings")) == before
    count = b"SELECT count() FROM deliveries FORMAT TSV"
    assert server.run({"database": "fleet"}, count).strip() == b"60"


def test_equal_lines_of_one_file_are_several_events(server: ClickHouse, tmp_path: Path) -> None:
    """Three failed logins within one logged second stay three, also when they are sent again."""
    folder = _folder(tmp_path / "facts", {"logins": [_login(100, "taro")] * 3 + [_login(100, "花子")]})
    for _ in range(2):
        send_facts(folder, server.url)
        (row,) = ClickHouseFacts(server.url).ask("summary_logins", since=0, until=1000, together=0, top=5)
        assert row[2] == 4


def test_the_later_state_of_a_message_wins(server: ClickHouse, tmp_path: Path) -> None:
    """A message that was open in one file and removed in the next is one message that was removed."""
    folder = _folder(tmp_path / "facts", {"messages": [_message(900, "removed")]}, "a")
    _folder(folder, {"messages": [_message(500, "open")]}, "b")
    send_facts(folder, server.url)
    (row,) = ClickHouseFacts(server.url).ask("summary_messages", since=0, until=1000, together=0)
    assert row[2] == 1
    assert row[5] == 0


def test_questions_only_read(server: ClickHouse, tmp_path: Path) -> None:
    """A query is run read-only with the settings under which unknown is no zero, and no credentials in its address."""
    send_facts(_folder(tmp_path / "facts", {"logins": [_login(1, "a")]}), server.url)
    with pytest.raises(RuntimeError, match="readonly"):
        server.run({"database": "fleet", "readonly": "2"}, b"DROP TABLE logins_kept")
    assert all(told["X-ClickHouse-User"] == "hiyari" for told in server.headers)
    assert ClickHouseFacts(server.url).ask("summary_readings") == [(0, None, None, None)]


def test_nothing_there_yet_is_said(server: ClickHouse) -> None:
    """A database without facts is no empty answer."""
    with pytest.raises(UserError) as caught:
        ClickHouseFacts(server.url).ask("summary_readings")
    assert "has no facts yet" in _sentence(caught)


def test_facts_of_a_newer_hiyari_are_refused(server: ClickHouse, tmp_path: Path) -> None:
    """Neither asked nor added to."""
    folder = _folder(tmp_path / "facts", {"logins": [_login(1, "a")]})
    send_facts(folder, server.url)
    server.run({"database": "fleet"}, f"INSERT INTO hiyari_schema VALUES ({VERSION + 1})".encode())  # noqa: S608
    for act in (lambda: ClickHouseFacts(server.url).ask("summary_readings"), lambda: send_facts(folder, server.url)):
        with pytest.raises(UserError) as caught:
            act()
        assert "Use a newer hiyari" in _sentence(caught)


def test_a_wrong_password_is_not_shown(server: ClickHouse, tmp_path: Path) -> None:
    """The sentence names the place and never the password; the right one from a file is taken."""
    server.password = _SECRET.encode().decode("latin-1")
    file = tmp_path / "password"
    file.write_text("wrong-one\n", "utf-8")
    url = f"clickhouse://hiyari@127.0.0.1:{server.port}/fleet?password_file={file}"
    with pytest.raises(UserError) as caught:
        send_facts(tmp_path, url)
    assert "refuses the user or the password" in _sentence(caught)
    assert "wrong-one" not in _sentence(caught) + repr(parse_place(url))
    file.write_text(f"{_SECRET}\n", "utf-8")
    assert send_facts(_folder(tmp_path / "facts", {"logins": [_login(1, "a")]}), url) == {"logins": 1}


def test_what_clickhouse_says_is_one_line(server: ClickHouse, tmp_path: Path) -> None:
    """A file that is no Parquet is refused in ClickHouse's words, cut to one line."""
    folder = _folder(tmp_path / "facts", {})
    (folder / "logins").mkdir()
    (folder / "logins" / "x.parquet").write_bytes(b"no Parquet\n" * 10)
    with pytest.raises(UserError) as caught:
        send_facts(folder, server.url)
    assert f"127.0.0.1:{server.port}/fleet refuses: " in _sentence(caught)
    assert "\n" not in _sentence(caught)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"220 mail.example.jp ESMTP\r\n", "does not speak ClickHouse's HTTP"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://203.0.113.1/\r\nContent-Length: 0\r\n\r\n", "refuses"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html", "does not speak ClickHouse's HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", "does not speak ClickHouse's HTTP"),
        (b"", "does not speak ClickHouse's HTTP"),
    ],
)
def test_another_server_is_recognised(said: bytes, problem: str) -> None:
    """What answers there and is not ClickHouse is said to be so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            peer, _ = listening.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(UserError) as caught:
            ClickHouseFacts(f"clickhouse://127.0.0.1:{listening.getsockname()[1]}/fleet").ask("summary_readings")
        thread.join()
    assert problem in _sentence(caught)


def test_nobody_there_is_one_sentence() -> None:
    """A closed port is named with what to look at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(UserError) as caught:
        ClickHouseFacts(f"clickhouse://127.0.0.1:{port}/fleet").ask("summary_readings")
    assert _sentence(caught).startswith(f"127.0.0.1:{port}/fleet cannot be reached: ")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://h/d", "begins with neither"),
        ("clickhouse:///d", "names no host"),
        ("clickhouse://h:99999/d", "malformed"),
        ("clickhouse://h/d;DROP", "database"),
        ("clickhouses://h/d?passwd=x", "option"),
        ("clickhouse://u:geheim@db.example.jp/d", "in clear"),
        ("clickhouses://u@h/d?password_file=/nonexistent", "cannot be read"),
    ],
)
def test_a_url_that_is_not_usable_is_explained(url: str, problem: str) -> None:
    """In one sentence, without a password that stands in it."""
    with pytest.raises(UserError) as caught:
        parse_place(url)
    why = caught.value.problems[0].params.get("why")
    assert problem in _sentence(caught) + str(why)
    assert "geheim" not in _sentence(caught)


def test_a_url_names_all_there_is() -> None:
    """Host, port, database, user and password, quoted as URLs quote; TLS has its own port."""
    place = parse_place("clickhouses://a%40b:p%2Fw@[2001:db8::1]/mail")
    assert (place.host, place.port, place.database) == ("2001:db8::1", 8443, "mail")
    assert (place.user, place.password, place.secure) == ("a@b", "p/w", True)
    assert place.name == "[2001:db8::1]:8443/mail"
    assert not parse_place("clickhouse://db.example.jp/mail?plain=yes").secure


def test_a_reading_is_sent_once(server: ClickHouse, tmp_path: Path) -> None:
    """Of a folder that grows, only what is new is sent; without its memory everything is, and counts once."""
    folder = _folder(tmp_path / "facts", {"logins": [_login(1, "a")]}, name="r1-0000")
    write_parts(folder, Parts(names=("r1",)))
    assert send_facts(folder, server.url) == {"logins": 1}
    assert send_facts(folder, server.url) == {}
    write_facts(folder, {"logins": [_login(2, "b")]}, name="r2-0000")
    write_parts(folder, Parts(names=("r1", "r2")))
    assert send_facts(folder, server.url) == {"logins": 1}
    (folder / "sent.json").write_text("{")
    assert send_facts(folder, server.url) == {"logins": 2}
