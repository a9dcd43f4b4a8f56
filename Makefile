# Two commands: `make run` (the main job on the sample articles) and `make test` (everything that CI checks).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARTICLES ?= 500
LONG ?= 2000
MEMORY ?= 500 5000
VIEWS ?= 50000
export DO_NOT_TRACK := 1

.PHONY: run test lint types tests readme queries pictures reference results bench clean

run: $(VENV)/.installed
	$(BIN)/lagebild run data/articles

test: lint types tests

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

tests: $(VENV)/.installed-dev
	$(BIN)/pytest

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lagebild needs Python 3.11 or newer; choose one with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# Renew the output of `make run` in the README.
readme: $(VENV)/.installed
	$(BIN)/python tests/docs/renew_readme.py

# Renew the answers in docs/QUERIES.md.
queries: $(VENV)/.installed
	PYTHONPATH=. $(BIN)/python -m tests.docs.renew_queries

# Renew docs/img (needs Chromium and chromedriver).
pictures: run
	PYTHONPATH=. $(BIN)/python -m tests.page.screenshots data/lagebild.duckdb

# Renew docs/TABLES.md and docs/RULE_REFERENCE.md.
reference: $(VENV)/.installed
	PYTHONPATH=. $(BIN)/python -m tests.docs.reference

# Measure with the scorers beside the checkout and write docs/RESULTS.md.
results: $(VENV)/.installed
	$(BIN)/python benchmarks/results.py

# What a run costs; see docs/PERFORMANCE.md. `make bench MEMORY='500 5000 50000'` takes an hour more.
bench: $(VENV)/.installed
	PYTHONPATH=. $(BIN)/python -m benchmarks.bench --articles $(ARTICLES) --long $(LONG) --views $(VIEWS) --memory $(MEMORY)

clean:
	rm -rf $(VENV) data/*.duckdb*
