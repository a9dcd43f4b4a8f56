"""Put the real output of the main job into the README: `make readme`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pipeline.cli", "run", "data/articles", "--model", "de_lagebild", "--db", f"{folder}/x.duckdb"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        text = done.stdout.replace(f" --db {folder}/x.duckdb", "").replace(f"{folder}/x.duckdb", "data/lagebild.duckdb")
    output = "\n".join(line.rstrip() for line in text.strip().splitlines())
    readme = ROOT / "README.md"
    old = readme.read_text(encoding="utf-8")
    new = re.sub(r"(renewed by `make readme` -->\n```text\n).*?(\n```)", lambda m: m[1] + output + m[2], old, count=1, flags=re.S)
    readme.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
