"""The norms that rule packs may name: `set = { norm = "day_month_year" }`. Each turns an expression and its anchors into readings."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.timex import norms_amounts, norms_calendar, norms_deictic
from pipeline.timex.context import Context, Expression, Reading

Norm = Callable[[Expression, Context], list[Reading]]


def _public(module: object) -> dict[str, Norm]:
    return {
        name: function
        for name, function in vars(module).items()
        if not name.startswith("_") and getattr(function, "__module__", "") == getattr(module, "__name__", "") and _is_norm(function)
    }


def _is_norm(function: object) -> bool:
    hints = getattr(function, "__annotations__", {})
    return list(hints) == ["e", "c", "return"]


NORMS: dict[str, Norm] = {**_public(norms_calendar), **_public(norms_deictic), **_public(norms_amounts)}


def read(norm: str, expression: Expression, context: Context) -> list[Reading]:
    """The readings of an expression, empty where the norm finds that it is none.

    Raises:
        KeyError: for a norm that does not exist (the component checks the packs when it loads them).
    """
    return NORMS[norm](expression, context)
