"""Bytes → text: which encoding, and the only changes a text ever sees (line ends, Unicode NFC)."""

from __future__ import annotations

import codecs
import re
import unicodedata

from pipeline.sources.problems import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MAX_CONTROL_SHARE = 0.01
_HEAD = 4096


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode an article: byte-order mark, UTF-16 without one, strict UTF-8, the declared charset, Windows-1252, in this order.

    UTF-8 comes before the declaration, because text in another charset that happens to be valid UTF-8 does not occur in practice,
    while pages in UTF-8 that declare Latin-1 do. Latin-1 is read as Windows-1252, as browsers do.

    Raises:
        Problem: `binary` for what is no text, `encoding` where nothing fits or UTF-8 is damaged.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Problem("binary", f"this is {name}, not text")
    encoding = utf_encoding(data)
    text = _strict(data, encoding) if encoding else _eight_bit(data, declared)
    return check_text(text.removeprefix("\ufeff"))


def decode_line(data: bytes) -> str:
    """Decode one line of a file that is not UTF-16: strict UTF-8, else Windows-1252. Raises Problem like `decode`."""
    return _eight_bit(data, None).removeprefix("\ufeff")


def utf_encoding(head: bytes) -> str | None:
    """The Unicode encoding that a byte-order mark or the zero bytes of UTF-16 give away, else None."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    even, odd = head[:_HEAD:2], head[1:_HEAD:2]
    if len(odd) >= 4:
        zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
        if zeros_odd > 0.7 and zeros_even < 0.1:
            return "utf-16-le"
        if zeros_even > 0.7 and zeros_odd < 0.1:
            return "utf-16-be"
    return None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as e:
        raise Problem("encoding", f"damaged {encoding.upper()} at byte {e.start}") from None


def _eight_bit(data: bytes, declared: str | None) -> str:
    if b"\0" in data:
        raise Problem("binary", f"NUL byte at {data.index(0)}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        damaged_at = e.start
    high = len(_HIGH.findall(data))
    in_utf8 = sum(len(m.group()) for m in _MULTIBYTE.finditer(data))
    if in_utf8 > high / 2:  # most of it is UTF-8: reading it as Windows-1252 would hide the damage behind „Ã¼“
        raise Problem("encoding", f"damaged UTF-8 at byte {damaged_at}")
    for encoding in (_known(declared), "cp1252"):
        if encoding:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, UnicodeError):
                continue
    raise Problem("encoding", f"neither UTF-8 (byte {damaged_at}) nor Windows-1252")


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset.strip("\"' ")).name if charset else None
    except LookupError:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii", "utf-8") else name


def check_text(text: str) -> str:
    """The text, if it is one. Raises Problem `binary` (NUL, many control characters) or `encoding` (half a surrogate pair)."""
    controls = _CONTROL.findall(text)
    if "\0" in controls:
        raise Problem("binary", f"NUL character at {text.index(chr(0))}")
    if len(controls) > _MAX_CONTROL_SHARE * len(text):
        raise Problem("binary", f"{len(controls)} control characters in {len(text)} characters")
    if _has_surrogate(text):
        raise Problem("encoding", "half a surrogate pair: the text was cut or escaped wrongly")
    return text


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def normalise(text: str) -> str:
    """The text as stored: line ends `\\n`, Unicode NFC, nothing else changed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
