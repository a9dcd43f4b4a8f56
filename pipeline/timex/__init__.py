"""German expressions of time → TIMEX3 value and half-open interval. Pure functions: no spaCy, no clock, no files but the calendars.

| module | job |
|---|---|
| `numbers` | number words and figures |
| `durations` | amounts of time: hours and TIMEX3 periods |
| `calendar` | names of months, days, feasts and seasons; arithmetic on days, weeks, months |
| `context` | what an expression is resolved against: day of publication, narrative, tense |
| `norms` | one function a way of computing a value; rule packs name them by `set = { norm = … }` |
| `interval` | TIMEX3 value → half-open interval |
"""
