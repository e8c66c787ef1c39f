# Two commands are enough: `make run` and `make test`. `make` alone prints what there is.

BIN := .venv/bin
# Two files at a time; both processes must find the same tests in the same order, whatever a set's order is.
PYTEST_TWICE := PYTHONHASHSEED=0 $(BIN)/pytest --numprocesses 2 --dist loadfile
ARGS ?=
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 600
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check lint screens fuzz bench soak docs lock clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 14

run: $(or $(wildcard .venv/dev.stamp),.venv/run.stamp) .venv/assets.stamp ## set up, then run the gate for an invented carrier with live calls (ARGS="--seconds 20": stop by itself)
	$(BIN)/bellwarden demo $(ARGS)

test: lint .venv/assets.stamp ## everything: check, and the product beside real SIP peers (as root, installs those peers)
	@scripts/system-packages.sh peers browser database
	@scripts/peer.sh acme2certifier canaille
	$(PYTEST_TWICE)
	$(PYTEST_TWICE) --database postgresql tests/store tests/office tests/web

check: lint .venv/assets.stamp ## under a minute: ruff, mypy, import contract, house tests, pure tests
	$(BIN)/pytest -m "not door and not e2e and not slow"

lint: .venv/dev.stamp ## ruff, mypy --strict, import contract
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

screens: .venv/dev.stamp .venv/assets.stamp ## pictures of the console's screens into docs/guide/console/, taken of the demonstration
	@scripts/system-packages.sh browser
	SCREENS=1 $(BIN)/pytest tests/e2e/office/test_screens.py

fuzz: .venv/dev.stamp ## every fuzz target for FUZZ_SECONDS (60) each
	@scripts/fuzz.sh $(FUZZ_SECONDS) $(ARGS)

bench: .venv/dev.stamp .venv/bench.stamp .venv/assets.stamp ## compile the hot rooms, measure beside Kamailio, OpenSSL, Polars and chDB, under load, and the office; writes docs/benchmarks.md
	@scripts/system-packages.sh peers database compiler
	$(BIN)/python -m bench.compile
	$(BIN)/python -m bench.redirect $(ARGS)
	$(BIN)/python -m bench.stir
	$(BIN)/python -m bench.calllog
	$(BIN)/python -m bench.load --compiled
	$(BIN)/python -m bench.evaluate --page
	$(BIN)/python -m bench.office

soak: .venv/dev.stamp ## good and malformed calls for SOAK_SECONDS (600); fails when memory grows
	$(BIN)/python -m bench.soak --seconds $(SOAK_SECONDS) $(ARGS)

docs: .venv/dev.stamp ## write docs/reference/ again from docstrings and command help, and the questions to the call log
	$(BIN)/python -m scripts.questions
	$(BIN)/python -m scripts.reference

lock: .venv/dev.stamp ## write requirements/*.lock again from pyproject.toml (UPGRADE=1: newest versions)
	scripts/lock.sh

clean: ## remove everything that was built, the virtual environment too
	rm -rf .venv build src/bellwarden/web/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say which lock file .venv was last set up from; dev.lock holds everything that run.lock does.
.venv/%.stamp: requirements/%.lock pyproject.toml
	@scripts/setup.sh $*

# What the browser loads that others wrote. The script itself does nothing where the right files are there.
.venv/assets.stamp: $(wildcard src/bellwarden/web/browser/*) scripts/assets.py | $(or $(wildcard .venv/dev.stamp),.venv/run.stamp)
	@$(BIN)/python -m scripts.assets
	@touch $@
