# Two commands on a fresh machine with Python >= 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench fuzz clean docs

demo: $(VENV)/.base
	$(BIN)/itemcenter demo --out demo-center

# Its many processes share what is compiled; each worker takes tests that stand together, and then the other's last ones.
test: $(VENV)/.dev
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/.dev
	$(BIN)/python -m tests.docs.command_help > docs/cli.md
	$(BIN)/python -m tests.docs.demo_output
	$(BIN)/python -m benchmarks.quality > docs/quality.md

# Measures on real data that is not part of the project: make bench CATALOG=products.jsonl.gz SHOPIFY=taxonomy-folder
bench: $(VENV)/.bench
	@test -n "$(CATALOG)" -a -n "$(SHOPIFY)" || { echo "make bench CATALOG=FILE SHOPIFY=DIR"; exit 2; }
	$(BIN)/python -m benchmarks.alias_pass --catalog "$(CATALOG)"
	$(BIN)/python -m benchmarks.ontology --shopify "$(SHOPIFY)"
	$(BIN)/python -m benchmarks.build --name catalog --catalog "$(CATALOG)" --backbone "shopify:$(SHOPIFY)"

# The service under Schemathesis, which lives in an environment of its own: it brings many packages.
fuzz: $(VENV)/.dev .venv-fuzz/bin/st demo-center
	$(BIN)/python -m benchmarks.service_fuzz --center demo-center --schemathesis .venv-fuzz/bin/st

demo-center: $(VENV)/.base
	$(BIN)/itemcenter demo --out demo-center

.venv-fuzz/bin/st:
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/pip install -q --disable-pip-version-check schemathesis==4.32.5

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $(VENV)/.base $@

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e ".[dev,bench]"
	@touch $(VENV)/.base $(VENV)/.dev $@

clean:
	rm -rf $(VENV) .venv-fuzz demo-center build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
