"""Mail that libcurl sends: a transfer by SMTP, whose recipients are an option of the handle."""

from __future__ import annotations

from collections.abc import Callable

from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.naming import dotted_name
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    TRUE,
    Arr,
    Value,
    constant,
)
from hiyari.forms.taint.ir import Call
from hiyari.forms.taint.tables import BREAKS, Role


class Curl:
    """Knows the options of a transfer that are about mail."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "curl_setopt": self.option,
            ".setopt": self.option,
            "curl_setopt_array": self.options,
        }

    def option(self, call: Call, state: State) -> Ways:
        """``curl_setopt``: the recipients of a transfer by SMTP."""
        run = self.run
        base = None if call.base is None else run.expressions.value(call.base, state)
        given = run.calls.arguments(call.args, state)
        name, value = (given[-2], given[-1].value) if len(given) > 1 else (None, EMPTY)
        if name is not None and self._is_recipient(name):
            self._transfer(call, value, state)
        elif base is not None:
            return run.calls.by_name(call, base, given, state)
        return [(state, TRUE)]

    def options(self, call: Call, state: State) -> Ways:
        """``curl_setopt_array``."""
        given = self.run.calls.arguments(call.args, state)
        for key, value in given[1].value.items if len(given) > 1 and isinstance(given[1].value, Arr) else ():
            if key == b"CURLOPT_MAIL_RCPT":
                self._transfer(call, value, state)
        return [(state, TRUE)]

    @staticmethod
    def _is_recipient(name: Given) -> bool:
        written = constant(name.value) or b""
        dotted = dotted_name(name.expr) if name.expr is not None else None
        return written == b"CURLOPT_MAIL_RCPT" or (dotted or "").endswith("MAIL_RCPT")

    def _transfer(self, call: Call, value: Value, state: State) -> None:
        where = self.run.mails.place(call.at, "curl (smtp)")
        part = Part(Role.TO, value, call.at, Role.TO.value)
        self.run.delivery.deliver(where, (part,), state, {Role.TO: BREAKS}, reads_header=False)
