"""The campaign's templates, and what they become for one recipient."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from jinja2 import Template, TemplateError, TemplateSyntaxError, UndefinedError

from hiyari.delivery.message.sandbox import Sandbox
from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, text

FINGERPRINT_VERSION: Final = "f1"
TOKEN: Final = "hiyari-token-of-this-recipient"
"""Stands for the recipient's own token until the message is made: the fingerprint must not depend on it."""
_MOST_SUBJECT: Final = 900
_BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What cannot stand in one line. Not all that Python calls unprintable: the space of Japanese (U+3000) is among it."""
_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no charset can write."""


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
        self._plain, self._markup = Sandbox(autoescape=False), Sandbox(autoescape=True)
        self._subject = _compile(self._plain, f"{sources.campaign} [message] subject", sources.subject)
        self._text = _compile(self._plain, *sources.text) if sources.text else None
        self._html = _compile(self._markup, *sources.html) if sources.html else None
        self._url = unsubscribe_url.replace("{token}", TOKEN) if unsubscribe_url else ""

    def render(self, row: Mapping[str, str], address: str) -> Rendered:
        """What this recipient is told.

        Raises:
            RenderError: A column is missing, or a template does what it may not.
        """
        values = {**row, "row": row, "address": address, "unsubscribe_url": self._url}
        try:
            subject = self._plain.fill(self._subject, values).strip()
            body = self._plain.fill(self._text, values) if self._text else None
            html = self._markup.fill(self._html, values) if self._html else None
        except UndefinedError as error:
            sentence = text(
                "a template wants what the row does not have: {detail}. There are the columns {columns}.",
                detail=Remote(str(error)),
                columns=tuple(sorted(set(row)))[:50],
            )
            raise RenderError(sentence) from None
        except Exception as error:  # noqa: BLE001 - its expressions raise what they like, RecursionError among it
            detail = Remote(str(error) or type(error).__name__)
            sentence = text("a template fails: {detail}. Mend the template, or the row.", detail=detail)
            raise RenderError(sentence) from None
        if not subject or len(subject) > _MOST_SUBJECT or _BREAKS.search(subject):
            sentence = text(
                "the subject is empty, longer than {most} characters, or not one line. Mend [message] subject, or the "
                "row.",
                most=_MOST_SUBJECT,
            )
            raise RenderError(sentence)
        if any(part and not part.isascii() and _HALVES.search(part) for part in (body, html)):
            raise RenderError(text("a template writes half a character (U+D800 to U+DFFF). Write it out whole."))
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


def _compile(environment: Sandbox, name: str, source: str) -> Template:
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
    except (RecursionError, MemoryError, SyntaxError, ValueError, TemplateError) as error:
        # Python compiles what Jinja has made of it, and takes 20 blocks in one another.
        reason = Remote(error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__)
        sentence = text("{path}: the template cannot be read: {reason}. Make it simpler.", path=name, reason=reason)
        raise UserError(sentence) from None
