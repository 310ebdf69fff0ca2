# Two commands for a newcomer: `make demo` and `make test`. Everything they need goes into this checkout.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test covered check fix unit browser bench fuzz floods screenshots lock clean ready

VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PY := $(BIN)/python
READY := $(VENV)/.ready
NODE_READY := addin/node_modules/.ready
PANE := backend/bouncecheck/web/pane/taskpane.html

# Node comes from the Python environment: an older system Node silently gets older packages.
export PATH := $(BIN):$(PATH)
export PYTHONDONTWRITEBYTECODE :=
export UV_LINK_MODE := copy
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first Python on the path that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

help:
	@echo "make demo         run everything against an emulated Microsoft 365 and print a URL to click"
	@echo "make test         every check and every test, with a real browser and a real PostgreSQL"
	@echo "make check        format, lint, types, contracts, dead code, dependencies; backend and pane"
	@echo "make fix          format and mend what a machine can mend"
	@echo "make unit         the Python tests without the browser"
	@echo "make browser      the browser tests alone"
	@echo "make bench        measure against a peer in one run"
	@echo "make fuzz         mutate the corpus and see that reading breaks no law (FUZZ_MINUTES=5, FUZZ_SEED)"
	@echo "make floods       measure 5 MB of everything that could be slow: a second, 100 MB"
	@echo "make screenshots  pictures of the pane in docs/pictures"
	@echo "make lock         resolve the Python dependencies again"
	@echo "make clean        remove everything that make made"

demo: $(READY) $(PANE)
	@$(PY) -m bouncecheck demo --data .cache/demo

test: check covered browser

# Everything but the browser: 95 % of the product, and every line and branch of its core.
covered: $(READY) $(PANE)
	$(PY) -m pytest tests --ignore=tests/browser --cov --cov-report=
	@$(PY) -m coverage report --fail-under=95
	@$(PY) -m coverage report --fail-under=100 --include='backend/bouncecheck/bounces/*,backend/bouncecheck/verdicts/*' >/dev/null \
		|| { echo "bounces and verdicts must be covered to the last line and branch:" >&2; $(PY) -m coverage report --include='backend/bouncecheck/bounces/*,backend/bouncecheck/verdicts/*' >&2; exit 1; }

unit: $(READY) $(PANE)
	$(PY) -m pytest tests --ignore=tests/browser

browser: $(READY) $(PANE)
	$(PY) -m pytest tests/browser

check: $(READY) $(NODE_READY)
	$(BIN)/ruff format --check backend tests
	$(BIN)/ruff check backend tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/vulture
	$(BIN)/deptry backend
	cd addin && npm run --silent check

fix: $(READY) $(NODE_READY)
	$(BIN)/ruff check --fix backend tests
	$(BIN)/ruff format backend tests
	cd addin && npm run --silent fix

bench: $(READY) $(PANE)
	@PYTHONPATH=tests $(PY) -m bench

fuzz: $(READY)
	@PYTHONPATH=backend:tests $(PY) -m fuzz

floods: $(READY)
	@PYTHONPATH=backend:tests $(PY) -m fuzz.worst

screenshots: $(READY) $(PANE)
	PYTHONPATH=tests $(PY) -m browser.screenshots

# --- what the above needs -------------------------------------------------------------------------

ready: $(READY) $(PANE)

$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Bounce Check needs Python 3.11 or later: install python3 and python3-venv." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { echo "Python's venv module is missing: on Debian or Ubuntu, apt-get install python3-venv." >&2; rm -rf $(VENV); exit 1; }
	@$(PY) -m pip install --quiet uv || { echo "pip could not install uv: check that this machine reaches a Python package index." >&2; exit 1; }
	$(BIN)/uv pip sync --quiet --require-hashes --python $(PY) requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-deps --python $(PY) --editable .
	@touch $@

$(NODE_READY): $(READY) addin/package-lock.json addin/package.json
	cd addin && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PANE): $(NODE_READY) $(wildcard addin/*.html addin/*.css addin/*.ts addin/src/*.ts addin/src/*/*.ts addin/assets/*)
	cd addin && npm run --silent build
	@touch $@

lock: $(READY)
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --frozen --no-emit-project --no-header --no-annotate --format requirements-txt --extra demo --output-file requirements/run.txt >/dev/null
	$(BIN)/uv export --quiet --frozen --no-emit-project --no-header --no-annotate --format requirements-txt --all-extras --output-file requirements/dev.txt >/dev/null

clean:
	rm -rf $(VENV) .cache addin/node_modules backend/bouncecheck/web/pane .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
