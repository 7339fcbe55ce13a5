"""The campaign's templates, and what they become for one recipient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, text

FINGERPRINT_VERSION: Final = "f1"
TOKEN: Final = "hiyari-token-of-this-recipient"
"""Stands for the recipient's own token until the message is made: the fingerprint must not depend on it."""
_MOST_SUBJECT: Final = 900
_MOST_BODY: Final = 2 * 1024 * 1024


class RenderError(Exception):
    """A template cannot be rendered for a row; carries a sentence without its place."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What one recipient is told."""

    subject: str
    text: str | None
    html: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The templates' texts, each with the name of its file for messages."""

    subject: str
    text: tuple[str, str] | None
    """Name and text."""
    html: tuple[str, str] | None
    campaign: str
    """The campaign file's name."""


class Templates:
    """The compiled templates of a campaign."""

    def __init__(self, sources: Sources, unsubscribe_url: str | None) -> None:
        """Compile them.

        Raises:
            UserError: One has a syntax error; says which and where.
        """
        # A template is the administrator's own, and still must not be able to run away or reach into the program.
        plain = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
        markup = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=True)
        for environment in (plain, markup):
            # The same row must always give the same message.
            del environment.filters["random"], environment.globals["lipsum"]
        self._subject = _compile(plain, sources.campaign, sources.subject)
        self._text = _compile(plain, *sources.text) if sources.text else None
        self._html = _compile(markup, *sources.html) if sources.html else None
        self._url = unsubscribe_url.replace("{token}", TOKEN) if unsubscribe_url else ""

    def render(self, row: Mapping[str, str], address: str) -> Rendered:
        """What this recipient is told.

        Raises:
            RenderError: A column is missing, or a template does what it may not.
        """
        values = {**row, "row": row, "address": address, "unsubscribe_url": self._url}
        try:
            subject = self._subject.render(values).strip()
            body = self._text.render(values) if self._text else None
            html = self._html.render(values) if self._html else None
        except UndefinedError as error:
            sentence = text(
                "a template wants what the row does not have: {detail}. There are the columns {columns}.",
                detail=Remote(str(error)),
                columns=tuple(sorted(set(row)))[:50],
            )
            raise RenderError(sentence) from None
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, OverflowError) as error:
            raise RenderError(text("a template fails: {detail}.", detail=Remote(str(error)))) from None
        if not subject or len(subject) > _MOST_SUBJECT or not subject.isprintable():
            sentence = text("the subject is empty, longer than {most} characters, or not one line.", most=_MOST_SUBJECT)
            raise RenderError(sentence)
        if max(len(body or ""), len(html or "")) > _MOST_BODY:
            raise RenderError(text("a body is longer than 2 MiB."))
        return Rendered(subject=subject, text=body, html=html)


def fingerprint(rendered: Rendered, attachments: bytes) -> str:
    """What makes two messages the same to the person who reads them: subject, bodies and attachments.

    Message-ID, date, trace and unsubscribe token do not count, nor do spaces at the ends of lines.

    Args:
        rendered: The message.
        attachments: A digest over the attachments.
    """
    parts = (rendered.subject, rendered.text or "", rendered.html or "")
    lines = "\0".join("\n".join(line.rstrip() for line in part.splitlines()) for part in parts)
    octets = lines.encode("utf-8", "replace") + attachments
    return f"{FINGERPRINT_VERSION}:{blake2b(octets, digest_size=16).hexdigest()}"


def _compile(environment: ImmutableSandboxedEnvironment, name: str, source: str) -> Template:
    try:
        return environment.from_string(source)
    except TemplateSyntaxError as error:
        sentence = text(
            "{path}:{line}: the template cannot be read: {reason}. Mend the line.",
            path=name,
            line=error.lineno,
            reason=Remote(error.message or ""),
        )
        raise UserError(sentence) from None
    except (RecursionError, TemplateError) as error:
        raise UserError(
            text("{path}: the template cannot be read: {reason}. Mend it.", path=name, reason=Remote(str(error)))
        ) from None
