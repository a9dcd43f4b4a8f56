"""The norms that rule packs may name: `set = { norm = "day_month_year" }`. Each turns an expression and its anchors into readings.

A norm that finds that an expression is none (31 February) gives no reading. It raises nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.timex import norms_amounts, norms_calendar, norms_deictic
from pipeline.timex.context import Context, Expression, Reading

Norm = Callable[[Expression, Context], list[Reading]]

NORMS: dict[str, Norm] = {
    norm.__name__: norm
    for norm in (
        norms_calendar.abbreviated_month,
        norms_calendar.century,
        norms_calendar.day_month_year,
        norms_calendar.day_of_every_year,
        norms_calendar.day_pair,
        norms_calendar.decade,
        norms_calendar.feast,
        norms_calendar.month,
        norms_calendar.numeric_date,
        norms_calendar.part_of_date,
        norms_calendar.part_of_year,
        norms_calendar.quarter,
        norms_calendar.season,
        norms_calendar.short_year,
        norms_calendar.week_number,
        norms_calendar.weekday,
        norms_calendar.year,
        norms_calendar.year_before_christ,
        norms_calendar.year_pair,
        norms_deictic.constant,
        norms_deictic.deictic,
        norms_deictic.deictic_part,
        norms_deictic.later,
        norms_deictic.narrative_unit,
        norms_deictic.new_year,
        norms_deictic.night_before,
        norms_deictic.nothing,
        norms_deictic.ordinal_in_narrative,
        norms_deictic.part_of_any_day,
        norms_deictic.part_of_day_beside,
        norms_deictic.part_of_shifted_day,
        norms_deictic.part_of_the_day,
        norms_deictic.period_of_year_before,
        norms_deictic.shifted_unit,
        norms_deictic.whole_unit,
        norms_amounts.clock_pair,
        norms_amounts.clock_time,
        norms_amounts.clocked_duration,
        norms_amounts.duration,
        norms_amounts.frequency,
        norms_amounts.midnight,
        norms_amounts.part_duration,
        norms_amounts.recurring,
        norms_amounts.recurring_weekday,
        norms_amounts.shared_duration,
        norms_amounts.spoken_clock,
        norms_amounts.vague_duration,
    )
}
