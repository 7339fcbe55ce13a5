"""The log daemon of one host: /dev/log in, and the same lines out as classic, RFC 3339 and journal JSON files."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final, Self, TextIO

_MESSAGE: Final = re.compile(r"<(\d{1,3})>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(.*)", re.DOTALL)
_TAG: Final = re.compile(r"([^\s:\[]{1,64})(?:\[(\d{1,10})\])?: ?(.*)", re.DOTALL)


class LogDaemon:
    """Reads one datagram socket; writes ``logs/mail.log``, ``mail-rfc3339.log`` and ``mail.json`` of the machine."""

    def __init__(self, host: str, folder: Path, zone: tzinfo) -> None:
        self._host = host
        self._folder = folder
        self._zone = zone
        self._cursor = 0

    def __enter__(self) -> Self:
        """Open files and socket; the running loop reads it."""
        self._files: list[TextIO] = [
            (self._folder / "logs" / name).open("a", buffering=1)
            for name in ("mail.log", "mail-rfc3339.log", "mail.json")
        ]
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        path = self._folder / "dev" / "log"
        self._socket.bind(str(path))
        path.chmod(0o666)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._read)
        return self

    def __exit__(self, *_: object) -> None:
        """Read what is left, and close."""
        self._read()
        self._loop.remove_reader(self._socket)
        self._socket.close()
        for file in self._files:
            file.close()

    def _read(self) -> None:
        while True:
            try:
                octets = self._socket.recv(65536)
            except BlockingIOError:
                return
            if found := _MESSAGE.fullmatch(octets.decode("utf-8", "backslashreplace").rstrip("\n\0")):
                self._write(datetime.now(UTC), int(found[1]), found[2])

    def _write(self, at: datetime, priority: int, text: str) -> None:
        """As rsyslog's traditional and its modern file format, and ``journalctl -o json``, write it."""
        local = at.astimezone(self._zone)
        classic, modern, journal = self._files
        classic.write(f"{local:%b} {local.day:2d} {local:%H:%M:%S} {self._host} {text}\n")
        modern.write(f"{local.isoformat(timespec='microseconds')} {self._host} {text}\n")
        self._cursor += 1
        tag = _TAG.fullmatch(text)
        entry = {
            "__CURSOR": f"s=0123;i={self._cursor:x}",
            "__REALTIME_TIMESTAMP": str(round(at.timestamp() * 1_000_000)),
            "_HOSTNAME": self._host,
            "_TRANSPORT": "syslog",
            "PRIORITY": str(priority & 7),
            "SYSLOG_FACILITY": str(priority >> 3),
            "SYSLOG_IDENTIFIER": tag[1] if tag else "",
            "MESSAGE": tag[3] if tag else text,
        }
        if tag and tag[2]:
            entry |= {"SYSLOG_PID": tag[2], "_PID": tag[2]}
        journal.write(json.dumps(entry, ensure_ascii=False) + os.linesep)
