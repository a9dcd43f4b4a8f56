"""Templates → HTML. Everything is escaped; a report holds no script at all and loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline import __version__
from pipeline.report import labels


@cache
def environment() -> jinja2.Environment:
    """The Jinja2 environment of report and page: strict about missing values, everything escaped."""
    env = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader("pipeline.report"), jinja2.PackageLoader("pipeline.page")]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["version"] = __version__
    return env


@cache
def stylesheet() -> str:
    """The style of report and page."""
    return files("pipeline.report").joinpath("templates/style.css").read_text(encoding="utf-8")


def render(template: str, language: str, **context: Any) -> str:
    """A page in one of `labels.LANGUAGES`."""
    return (
        environment()
        .get_template(template)
        .render(
            lang=language,
            t=labels.translator(language),
            day=lambda v: labels.day(v, language),
            moment=lambda v: labels.moment(v, language),
            deadline=lambda v: labels.deadline(v, language),
            number=lambda v: labels.number(v, language),
            window=lambda row: labels.window(row, language),
            **context,
        )
    )


def render_file(template: str, language: str, **context: Any) -> str:
    """A page that stands alone: its style inside, and a policy that forbids it to load or run anything else."""
    style = stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return render(template, language, standalone=True, style=Markup(style), policy=policy, **context)
