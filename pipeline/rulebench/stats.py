"""Hits per rule in a store, and rules that never fire."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.rulepack import RuleBase
from pipeline.store.read import connect, rows

_COUNTS = """
SELECT rule_id, count(*) AS hits, count(DISTINCT article_id) AS articles
FROM (
    SELECT rule_id, article_id FROM dates
    UNION ALL SELECT rule_id, article_id FROM actor_mentions
    UNION ALL SELECT rule_id, article_id FROM quotes
    UNION ALL SELECT rule_id, article_id FROM escalations
)
GROUP BY rule_id
"""


@dataclass(frozen=True, slots=True)
class RuleStats:
    """Rows that a rule made. `status` is `unknown` for a rule of the store that no pack in force declares."""

    rule_id: str
    pack: str
    status: str
    hits: int
    articles: int


@dataclass(frozen=True, slots=True)
class StoreStats:
    """All rules, those with most hits first; `same_rules`: the store's last run used just these packs and lists."""

    articles: int
    same_rules: bool
    rules: list[RuleStats]


def rule_stats(db: Path, base: RuleBase) -> StoreStats:
    """Count the rows of each rule that is in force or that the store knows.

    A pattern whose match only feeds a component (a cue, say) makes no row under its own id and counts as never firing.

    Raises:
        StoreError: no store there.
    """
    con = connect(db)
    try:
        counted = {r["rule_id"]: (r["hits"], r["articles"]) for r in rows(con, _COUNTS)}
        articles = rows(con, "SELECT count(*) AS n FROM articles")[0]["n"]
        last = rows(con, "SELECT rules_digest FROM runs ORDER BY started_at DESC LIMIT 1")
    finally:
        con.close()
    declared = {r.id: (pack.name, r.status) for pack in base.packs for r in pack.rules if r.status != "retired"}
    found = [RuleStats(i, *declared.get(i, ("", "unknown")), *counted.get(i, (0, 0))) for i in {**declared, **counted}]
    found.sort(key=lambda s: (-s.hits, s.rule_id))
    return StoreStats(articles, bool(last) and last[0]["rules_digest"] == base.digest, found)
