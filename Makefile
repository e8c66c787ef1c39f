# Two commands are enough: `make run` and `make test`. `make` alone prints what there is.

BIN := .venv/bin
ARGS ?=
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 600
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check lint fuzz bench soak docs lock clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 14

run: $(or $(wildcard .venv/dev.stamp),.venv/run.stamp) ## set up, then run the gate for an invented carrier with live calls (ARGS="--seconds 20": stop by itself)
	$(BIN)/bellwarden demo $(ARGS)

test: lint ## everything: check, and the product beside real SIP peers (as root, installs those peers)
	@scripts/system-packages.sh peers
	@scripts/acme2certifier.sh
	$(BIN)/pytest

check: lint ## under a minute: ruff, mypy, import contract, house tests, pure tests
	$(BIN)/pytest -m "not door and not e2e and not slow"

lint: .venv/dev.stamp ## ruff, mypy --strict, import contract
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fuzz: .venv/dev.stamp ## every fuzz target for FUZZ_SECONDS (60) each
	@scripts/fuzz.sh $(FUZZ_SECONDS) $(ARGS)

bench: .venv/dev.stamp .venv/bench.stamp ## compile the hot rooms, measure beside Kamailio, OpenSSL, Polars and chDB and under load; writes docs/benchmarks.md
	@scripts/system-packages.sh peers compiler
	$(BIN)/python -m bench.compile
	$(BIN)/python -m bench.redirect $(ARGS)
	$(BIN)/python -m bench.stir
	$(BIN)/python -m bench.calllog
	$(BIN)/python -m bench.load --compiled
	$(BIN)/python -m bench.evaluate --page

soak: .venv/dev.stamp ## good and malformed calls for SOAK_SECONDS (600); fails when memory grows
	$(BIN)/python -m bench.soak --seconds $(SOAK_SECONDS) $(ARGS)

docs: .venv/dev.stamp ## write docs/reference/ again from docstrings and command help, and the questions to the call log
	$(BIN)/python -m scripts.questions
	$(BIN)/python -m scripts.reference

lock: .venv/dev.stamp ## write requirements/*.lock again from pyproject.toml (UPGRADE=1: newest versions)
	scripts/lock.sh

clean: ## remove everything that was built, the virtual environment too
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say which lock file .venv was last set up from; dev.lock holds everything that run.lock does.
.venv/%.stamp: requirements/%.lock pyproject.toml
	@scripts/setup.sh $*
