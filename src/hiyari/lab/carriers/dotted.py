"""Reads the content of DATA: lines until a dot that stands alone, without the dots that were stuffed."""

from __future__ import annotations


class Dotted:
    """One message. Only CRLF ends a line, as everywhere since SMTP smuggling."""

    def __init__(self, longest: int) -> None:
        self.too_big = False
        """Whether more came than is taken; the rest was read and forgotten."""
        self._longest = longest
        self._looked = 0
        """Octets that hold no end, so that a long message is not searched again and again."""

    def take(self, buffer: bytearray) -> bytes | None:
        """Cut the message from the beginning of the buffer; None while it has no end."""
        if not self.too_big and buffer.startswith(b".\r\n"):
            del buffer[:3]
            return b""
        end = buffer.find(b"\r\n.\r\n", max(0, self._looked - 4))
        if end < 0:
            if len(buffer) > self._longest + 5:
                self.too_big = True
                del buffer[:-4]
            self._looked = len(buffer)
            return None
        content = bytes(buffer[: end + 2])
        del buffer[: end + 5]
        self.too_big = self.too_big or len(content) > self._longest
        return content.removeprefix(b".").replace(b"\r\n.", b"\r\n")
