"""Pages generated from the project itself: TABLES.md from the store's comments, RULE_REFERENCE.md from the packs, INCEpTION's layers.

`make reference` writes them; a test sees that they are current.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.export.layers import layers_json
from pipeline.rulepack import Example, load_rules
from pipeline.rules import MARK
from pipeline.store import read
from pipeline.store.publish import writing

ROOT = Path(__file__).parents[2]
CONTRACT = (
    "articles", "sections", "entities", "actors", "actor_mentions", "dates", "quotes", "escalations", "runs", "rejects", "rules",
)  # fmt: skip


def tables_page() -> str:
    """The data dictionary: tables, columns, views and macros with their comments."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "empty.duckdb"
        with writing(db):
            pass
        con = read.connect(db)
        tables = dict(con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal ORDER BY 1").fetchall())
        tables["schema_versions"] = tables["schema_versions"].partition("; its ")[0]  # which views: another digest with each change
        views = dict(con.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall())
        columns = con.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() ORDER BY table_oid, column_index"
        ).fetchall()
        macros = con.execute(
            "SELECT DISTINCT function_name, list_aggregate(parameters, 'string_agg', ', '), comment FROM duckdb_functions() "
            "WHERE function_type LIKE '%macro%' AND NOT internal ORDER BY 1"
        ).fetchall()
        con.close()
    parts = [
        "# Tables, views and macros",
        "Generated from the comments in the store (`make reference`); the same comments stand in every store.",
    ]
    others = [t for t in tables if t not in CONTRACT]
    for title, names in (("Tables of the contract", CONTRACT), ("Views", tuple(views)), ("Other tables", tuple(others))):
        parts.append(f"## {title}")
        for name in names:
            rows = [f"| `{c}` | {_type(d)} | {x or ''} |" for t, c, d, x in columns if t == name]
            parts.append(
                f"### {name}\n\n{tables.get(name) or views.get(name) or ''}\n\n| column | type | meaning |\n|---|---|---|\n"
                + "\n".join(rows)
            )
    parts.append("## Macros\n\n| macro | meaning |\n|---|---|\n" + "\n".join(f"| `{n}({p})` | {c or ''} |" for n, p, c in macros))
    return "\n\n".join(parts) + "\n"


def _type(data_type: str) -> str:
    return data_type.replace("STRUCT(start_char INTEGER, end_char INTEGER)", "span").replace("|", "\\|")


def rules_page() -> str:
    """Every rule with its title, status, engine and first examples."""
    parts = ["# Rule reference", "Generated from the packs in `models/rules` (`make reference`). Bold is what the rule matches."]
    for pack in load_rules().packs:
        parts.append(f"## {pack.path.name}")
        rows = []
        for rule in pack.rules:
            hit = _shown(rule.hits[0]) if rule.hits else ""
            miss = _shown(rule.misses[0]) if rule.misses else ""
            rows.append(f"| `{rule.id}` | {_cell(rule.title)} | {rule.status} | {rule.engine} | {hit} | {miss} |")
        parts.append("| rule | what | status | engine | hits | does not hit |\n|---|---|---|---|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _shown(example: Example) -> str:
    return _cell(MARK.sub(r"**\1**", example.text))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES = {"TABLES.md": tables_page, "RULE_REFERENCE.md": rules_page, "inception-layers.json": layers_json}


def main() -> None:
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
