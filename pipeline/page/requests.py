"""What a request asks for: parameters read strictly, with words for the person who typed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from pipeline.records import ACTION_TYPES, ACTOR_TYPES, FRAME_KINDS, QUOTE_TYPES
from pipeline.report.labels import LANGUAGES
from pipeline.store.queries import Selection

MAX_TEXT = 300  # characters of a search
MAX_PAGE = 100_000
FORMATS = ("csv", "parquet")
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": FRAME_KINDS, "quote_type": QUOTE_TYPES, "action_type": ACTION_TYPES, "actor_type": ACTOR_TYPES, "format": FORMATS,
}  # fmt: skip


class BadRequest(ValueError):
    """A parameter that cannot be understood; the message goes to the person who asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a request."""

    path: str
    values: Mapping[str, str]
    language: str

    def text(self, name: str) -> str:
        """A free text, trimmed; raises BadRequest if it is too long."""
        value = " ".join(self.values.get(name, "").split())
        if len(value) > MAX_TEXT:
            raise BadRequest(f"{name}: {len(value)} > {MAX_TEXT}")
        return value

    def choice(self, name: str) -> str | None:
        """One of CHOICES, or None."""
        value = self.values.get(name, "")
        if value and value not in CHOICES[name]:
            raise BadRequest(f"{name}: {value}? {', '.join(CHOICES[name])}")
        return value or None

    def date(self, name: str) -> dt.date | None:
        """An ISO date, or None."""
        value = self.values.get(name, "").strip()
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            raise BadRequest(f"{name}: {value}? YYYY-MM-DD") from None

    def hours(self, name: str) -> float | None:
        """A number of hours that is not negative, or None."""
        value = self.values.get(name, "").strip().replace(",", ".")
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 <= number < 1e6:
            raise BadRequest(f"{name}: {value}?")
        return number

    def page(self) -> int:
        """The page of a list, from 1."""
        value = self.values.get("page", "1") or "1"
        if not value.isdecimal() or not 1 <= int(value[:9]) <= MAX_PAGE:
            raise BadRequest(f"page: {value}?")
        return int(value)

    def selection(self, *names: str) -> Selection:
        """The articles that the filters leave; `names` restricts which filters count."""
        names = names or ("since", "until", "publisher", "actor", "kind")
        return Selection(
            since=self.date("since") if "since" in names else None,
            until=self.date("until") if "until" in names else None,
            publisher=(self.text("publisher") or None) if "publisher" in names else None,
            actor_id=(self.text("actor") or None) if "actor" in names else None,
            kind=self.choice("kind") if "kind" in names else None,
            run_id=self.text("run") or None,
        )

    def link(self, **changes: object) -> str:
        """This page with other parameters; None takes one away. A change of anything but the page starts at its first page."""
        kept = {
            k: v for k, v in self.values.items() if v and k not in changes and k not in ("lang", "format") and (k != "page" or not changes)
        }
        kept |= {k: str(v) for k, v in changes.items() if v is not None}
        return quote(self.path, safe="/") + (f"?{urlencode(kept)}" if kept else "")


def asked(request: Request, default_language: str | None) -> Asked:
    """Read the parameters of a request; the last of a repeated parameter counts."""
    return Asked(request.url.path, dict(request.query_params), language_of(request, default_language))


def language_of(request: Request, default: str | None) -> str:
    """From `?lang=`, else the cookie, else the server's option, else what the browser prefers, else German."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang"), default):
        if wanted in LANGUAGES:
            return str(wanted)
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
