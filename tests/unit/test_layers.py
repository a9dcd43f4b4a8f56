"""A file imports only what stands before it on data's way; Prefect stays out of `pipeline/`, DuckDB in `pipeline/store/`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("pipeline/**/*.py"), *ROOT.glob("flows/*.py")])

# Later stages may import earlier ones, never the other way round.
ORDER = [
    ("paths", "records", "patterns", "packlines", "expressions", "termlists", "progress", "labels", "model_files", "answers", "__init__"),
    ("rules",),
    ("rulepack", "extensions"),
    ("sources", "sections", "timex", "engine", "prefilter"),
    ("components",),
    ("nlp", "to_records", "tables"),
    ("store",),
    ("docstore", "docs", "kept_rows", "workers", "cluster", "shared"),
    ("annotate",),
    ("ingest",),
    ("unchanged",),
    ("summary", "show", "live", "rulebench", "report", "page", "evaluate", "export"),
    ("cli_options",),
    ("cli", "cli_rules", "cli_page", "cli_ops", "cli_evaluate"),
]
STAGE = {name: number for number, names in enumerate(ORDER) for name in names}


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module] + [f"{node.module}.{alias.name}" for alias in node.names if node.module == "pipeline"]
    return found


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", [pytest.param(f, id=str(f.relative_to(ROOT))) for f in FILES])
def test_imports_follow_the_way_of_the_data(path: Path) -> None:
    modules = imports(path)
    tops = {m.split(".")[0] for m in modules}
    if path.is_relative_to(ROOT / "flows"):
        return
    part = part_of(path)
    assert part in STAGE, f"name the stage of {part} in ORDER"
    assert "prefect" not in tops, "pipeline/ never imports Prefect"
    if not part.startswith("cli"):
        assert "flows" not in tops
    if part != "store":
        assert "duckdb" not in tops, "only pipeline/store knows DuckDB"
    for module in modules:
        names = module.split(".")
        if names[0] == "pipeline" and len(names) > 1 and names[1] in STAGE:
            assert STAGE[names[1]] <= STAGE[part], f"{part} imports {module}, which comes after it"


@pytest.mark.parametrize("path", [pytest.param(f, id=str(f.relative_to(ROOT))) for f in FILES])
def test_models_are_loaded_in_one_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "spacy.load(" not in text or path.name == "nlp.py"
    assert "set_extension(" not in text or path.name == "extensions.py"
