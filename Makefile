# Each target is one command on a fresh Debian 12 with git, make and Python 3.11.
# `make` alone lists them.

SHELL := /bin/sh
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help venv dev demo test quick check format truth bench paper soak golden codes lock clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

venv: ## Make .venv with the locked dependencies of the software
	@tools/bootstrap.sh

dev: ## The same, with the tools of the developer
	@tools/bootstrap.sh --dev

demo: venv ## Play the fictional campaign: 12 dossiers, ranking, letters, log
	@$(PY) -m pipeline demo

test: ## Install what the tests need, then run them all
	@tools/bootstrap.sh --dev --programs
	$(PY) -m pytest -q -n 2 --dist loadfile

quick: dev ## The tests that need no other program and few seconds
	$(PY) -m pytest -q -m "not slow"

check: dev ## Format, lint, types, layers, declared dependencies
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/deptry .

format: dev ## Rewrite the files as the formatter wants them
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

truth: dev ## Read the reference corpus and score it against its truth
	$(PY) -m tests.truth.run

bench: dev ## Measure speed, marks, latency and floods, beside other programs on the same files
	@[ -x .venv/peers/bin/python ] || .venv/bin/python -m venv .venv/peers
	-@.venv/peers/bin/python -m pip install -qq --disable-pip-version-check --no-input \
		--require-hashes --no-deps -r requirements-bench.lock
	BENCH_PYTHONS="$(CURDIR)/.venv/peers/bin/python:$$BENCH_PYTHONS" $(PY) -m bench.run

paper: dev ## Half an hour: dossiers printed, penned, scanned (OUT=folder); reliability, curves, speed
	$(PY) -m bench.paper --out $(or $(OUT),build/paper)
	$(PY) -m bench.reliability $(or $(OUT),build/paper)
	$(PY) -m bench.paper_curves
	$(PY) -m bench.scan

soak: dev ## An hour: wild and damaged files (WILD=folder), kills at 300 instants, slow writers
	$(PY) -m bench.wild
	$(PY) -m bench.contained
	$(PY) -m bench.fuzz --minutes 20
	$(PY) -m bench.kills
	$(PY) -m bench.slow_writers
	$(PY) -m bench.soak

golden: dev ## Rewrite the frozen outputs; read the diff before committing
	$(PY) -m pytest -q tests/golden tests/unit --update-golden

codes: dev ## Rewrite docs/codes.md from the code
	$(PY) -m tests.codes_page > docs/codes.md

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url \
		--no-emit-find-links -o requirements-dev.lock
	uv pip compile pyproject.toml --generate-hashes --no-emit-index-url \
		--no-emit-find-links -c requirements-dev.lock -o requirements.lock

clean: ## Remove the environment and the caches, never inbox, outbox or state
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
