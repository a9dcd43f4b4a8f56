"""How much one input may cost before it becomes a reject."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes or characters, times in seconds. The defaults are far above any newspaper article."""

    max_chars: int = 1_000_000  # of one article's text; spaCy refuses longer ones
    max_record_bytes: int = 16_000_000  # of one line of JSONL or one field of CSV
    max_file_bytes: int = 64_000_000  # of a file that is read whole: text, page, feed, .json
    max_gzip_ratio: int = 100  # bytes that one byte of a compressed file may unpack to, once they are 64 MB
    max_page_bytes: int = 8_000_000  # of one HTML page; nested without end, one megabyte takes trafilatura ten seconds
    max_download_bytes: int = 20_000_000  # of one answer, counted after decompression
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 20.0  # without a single byte
    total_timeout_s: float = 60.0
    max_redirects: int = 5
    min_language_letters: int = 80  # texts with fewer letters are kept whatever language they look like
