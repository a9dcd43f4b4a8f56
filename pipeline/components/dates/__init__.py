"""`lagebild_dates`: the temporal tagger.

| file | job |
|---|---|
| `component` | from matches to rows: the order of the steps |
| `candidates` | matches → candidate expressions with their extent, and which of overlapping ones is tried first |
| `tense` | the tense of the clause that an expression stands in |
| `discourse` | what the text has spoken of so far: day, year, narrative |

What the expressions mean is computed in `pipeline.timex`; what is an expression, the packs say (`models/rules/dates*.toml`).
"""

from pipeline.components.dates.component import DatesComponent, create_dates

__all__ = ["DatesComponent", "create_dates"]
