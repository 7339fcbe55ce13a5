"""ClickHouse's HTTP interface on loopback for tests, with the real engine behind it: chdb, ClickHouse in process."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from chdb import session

_INTERFACE: Final = {"query", "database", "wait_end_of_query", "readonly"}
"""What the HTTP interface itself understands; the rest are the engine's settings."""


@dataclass
class ClickHouse:
    """A server and what it was told."""

    folder: Path
    engine: Any
    port: int = 0
    password: str = ""
    asked: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    """What came with the last statement."""
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"clickhouse://hiyari:{self.password}@127.0.0.1:{self.port}/fleet"

    def run(self, given: dict[str, str], body: bytes) -> bytes:
        """One statement with its settings, and nothing of them left for the next."""
        statement = given.get("query") or body.decode()
        if "query" in given:
            file = self.folder / "body.parquet"
            file.write_bytes(body)
            statement = statement.removesuffix("FORMAT Parquet").replace("input('", f"file('{file}', Parquet, '")
        if given.get("readonly") == "2" and not re.match(r"SELECT|WITH", statement):
            raise RuntimeError("Code: 164. DB::Exception: Cannot execute query in readonly mode")
        settings = {key: value for key, value in given.items() if key not in _INTERFACE}
        with self.lock:
            self.given = given
            self.asked.append(statement)
            self.engine.query(f"USE {given['database']}")
            for key, value in settings.items():
                self.engine.query(f"SET {key} = {value}")
            try:
                answer = self.engine.query(statement)
                return bytes(answer.bytes() or b"") if answer is not None else b""
            finally:
                for key in settings:
                    self.engine.query(f"SET {key} = DEFAULT")


@contextmanager
def clickhouse(folder: Path) -> Iterator[ClickHouse]:
    """A server with an empty database."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = session.Session(str(folder / "engine"))
    told = ClickHouse(folder=folder, engine=engine)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = dict(parse_qsl(urlsplit(self.path).query))
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.headers.append(dict(self.headers))
            try:
                if self.headers["X-ClickHouse-Key"] == told.password:
                    self.answer(200, told.run(given, body))
                else:
                    self.answer(403, b"Code: 516. DB::Exception: hiyari: Authentication failed")
            except RuntimeError as error:
                self.answer(500, str(error).encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.close()


def rows(answer: bytes) -> list[tuple[Any, ...]]:
    """Of an answer in the form JSONCompact."""
    return [tuple(row) for row in json.loads(answer)["data"]]
