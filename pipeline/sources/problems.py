"""Why an input became no article: the fixed words of `rejects.reason`."""

from __future__ import annotations

REASONS = {
    "empty": "nothing in it, or white space only",
    "binary": "not text: NUL or control characters, an image, a PDF, an archive",
    "encoding": "neither UTF-8, UTF-16 nor Windows-1252, or damaged UTF-8",
    "broken_json": "not JSON, or no object",
    "broken_csv": "a row that does not fit the header, or a quotation mark that never closes",
    "broken_parquet": "not a Parquet file, or a damaged one",
    "bad_feed": "neither RSS nor Atom, or it breaks off",
    "no_text": "no field `text`, an empty one, or a page without a main text",
    "language": "not German",
    "too_long": "more characters than one article may have",
    "too_big": "more bytes than are read",
    "duplicate_id": "an article with this id came before in the same run",
    "not_found": "no such file or folder, or the pattern matches none",
    "no_permission": "the file or folder may not be read",
    "unreadable": "the file could not be read for another cause",
    "unsupported": "a kind of file, address or content that is not read",
    "http_error": "the server says no, for good: not found, forbidden, redirects without end",
    "http_unavailable": "the server could not be reached, failed, or broke off; worth another try",
    "timeout": "the server took too long; worth another try",
}
RETRYABLE_REASONS = frozenset({"http_unavailable", "timeout"})


class Problem(Exception):
    """An input, or one record of it, that cannot become an article. `reason` is a key of `REASONS`, `detail` one line for a person."""

    def __init__(self, reason: str, detail: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason for a reject: {reason}")
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = " ".join(detail.split())
