"""Compressed files as streams of bytes, told by how they begin and not by their names.

All four decoders are driven by one loop with a bound on what it gives at once: a small archive that unpacks to a
terabyte costs time and no memory. An archive that ends too early or is damaged first gives all that can be read, and
then raises `DamagedError`. Several streams in one file are read one after the other, as gzip, bzip2, xz and zstd do.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Final, Protocol, assert_never

from hiyari.model.error import UserError
from hiyari.model.text import text

_MEMORY: Final = 128 << 20
"""For xz: its largest preset needs 65 MiB."""


class Compression(StrEnum):
    """How a file is packed."""

    PLAIN = "plain"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"


class Flaw(StrEnum):
    """What is wrong with a file whose rest cannot be read."""

    TRUNCATED = "truncated"
    """The archive ends too early: it is still being written, or the disk was full."""
    CORRUPT = "corrupt"
    """What is there is no data of this compression."""
    UNREADABLE = "unreadable"
    """The system answered with an error while the file was read."""
    REPLACED = "replaced"
    """Another file has its name now: it was rotated."""


class DamagedError(Exception):
    """Nothing more can be unpacked."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class Bytes(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes, b"" at the end."""
        ...


class _Decoder(Protocol):
    """The common part of the decoders of the standard library."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


_MAGIC: Final = (
    (b"\x1f\x8b", Compression.GZIP),
    (b"BZh", Compression.BZIP2),
    (b"\xfd7zXZ\x00", Compression.XZ),
    (b"\x28\xb5\x2f\xfd", Compression.ZSTD),
)


def compression_of(head: bytes) -> Compression:
    """Tell from a file's first bytes."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), Compression.PLAIN)


def unpacked(source: Bytes, compression: Compression, name: str) -> Bytes:
    """Give the content of a file that is open at its beginning; ``name`` is for the sentence.

    Raises:
        UserError: The package that unpacks it is not installed.
    """
    match compression:
        case Compression.PLAIN:
            return source
        case Compression.GZIP:
            return _Unpacked(source, _Gzip)
        case Compression.BZIP2:
            return _Unpacked(source, bz2.BZ2Decompressor)
        case Compression.XZ:
            return _Unpacked(source, lambda: lzma.LZMADecompressor(memlimit=_MEMORY))
        case Compression.ZSTD:
            return _Unpacked(source, _zstd(name), step=_Zstd.STEP)
        case _:
            assert_never(compression)


class _Unpacked:
    """Streams of one compression, one after the other."""

    def __init__(self, source: Bytes, fresh: Callable[[], _Decoder], step: int = 1 << 16) -> None:
        self._source = source
        self._fresh = fresh
        self._step = step
        self._decoder = fresh()
        self._flaw: Flaw | None = None
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """At most about ``size`` bytes, b"" at the end.

        Raises:
            DamagedError: Nothing more can be read; all that could has been given.
        """
        while not self._ended:
            try:
                data = self._next(size)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
                # Decoders of the standard library raise OSError without a number for wrong data.
                unreadable = isinstance(error, OSError) and error.errno is not None
                raise DamagedError(Flaw.UNREADABLE if unreadable else Flaw.CORRUPT) from None
            if data:
                return data
        return b""

    def _next(self, size: int) -> bytes:
        decoder = self._decoder
        if decoder.eof:
            return self._next_stream(size)
        if not decoder.needs_input:
            return decoder.decompress(b"", size)
        packed = self._source.read(self._step)
        data = decoder.decompress(packed, size)
        if not packed and not data and not decoder.eof:
            raise DamagedError(Flaw.TRUNCATED)
        return data

    def _next_stream(self, size: int) -> bytes:
        # Zeros between and after streams are padding (xz format 2.2; tapes, for gzip).
        rest = self._decoder.unused_data.lstrip(b"\0")
        while not rest:
            packed = self._source.read(self._step)
            if not packed:
                self._ended = True
                return b""
            rest = packed.lstrip(b"\0")
        self._decoder = self._fresh()
        return self._decoder.decompress(rest, size)


class _Gzip:
    """zlib's decoder with the others' manners; and what stands before damage is given before the damage is told."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._damage: zlib.error | None = None

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and self._damage is None

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        if self._damage is not None:
            raise self._damage
        before, data = self._inner.copy(), self._inner.unconsumed_tail + data
        try:
            return self._inner.decompress(data, max_length)
        except zlib.error as error:
            self._damage = error
            return _until_damage(before, data, max_length) or self.decompress(b"", max_length)


def _until_damage(decoder: zlib._Decompress, data: bytes, max_length: int) -> bytes:
    """What zlib throws away when it fails: the same again, little by little."""
    content = bytearray()
    for at in range(len(data)):
        try:
            content += decoder.decompress(data[at : at + 1])
        except zlib.error:
            break
        if len(content) >= max_length:
            break
    return bytes(content)


class _ZstdObject(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes) -> bytes: ...


class _Zstd:
    """zstandard's decoder: it knows no bound on its output, so it is fed with little.

    Four bytes of input make at most 128 KiB (RFC 8878 section 3.1.1.2), thus one step 16 MiB.
    """

    STEP: Final = 512
    needs_input: Final = True

    def __init__(self, inner: _ZstdObject, wrong: type[Exception]) -> None:
        self._inner = inner
        self._wrong = wrong

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, _max_length: int, /) -> bytes:
        try:
            return self._inner.decompress(data)
        except self._wrong:
            raise DamagedError(Flaw.CORRUPT) from None


def _zstd(name: str) -> Callable[[], _Decoder]:
    try:
        # Not part of every installation: asked for by the first file that needs it.
        zstandard = import_module("zstandard")
    except ImportError:
        sentence = text(
            "{path} is compressed with zstd, and the package that unpacks it is not installed. "
            "Run: pip install 'hiyari[zstd]'",
            path=name,
        )
        raise UserError(sentence) from None
    return lambda: _Zstd(
        zstandard.ZstdDecompressor(max_window_size=_MEMORY).decompressobj(write_size=1 << 14), zstandard.ZstdError
    )
