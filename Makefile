# One word per task. GNU make 3.81 (the one macOS ships) is enough: no feature
# of a later make is used, and tests/test_bootstrap.py keeps it so.
# The work is in tools/setup.sh; it returns at once when nothing has changed.

.PHONY: help setup demo serve test bootstrap bundle lint fuzz bench lock clean
.PHONY: setup-dev lint-style lint-format lint-types lint-layers
.NOTPARALLEL:

VENV = .venv/bin
SETUP = sh tools/setup.sh

help:
	@cat tools/help.txt

setup:
	@$(SETUP) run

setup-dev:
	@$(SETUP) dev

demo: setup
	@$(VENV)/gongjian demo $(ARGS)

serve: setup
	@$(VENV)/gongjian serve $(ARGS)

test: setup-dev
	$(VENV)/python -m pytest $(ARGS)

# A clone in an awkward folder, from nothing to the demo; needs the package index.
bootstrap: setup-dev
	$(VENV)/python -m pytest -m bootstrap $(ARGS)

# Everything for a machine without network, in one tar.
bundle: setup
	@$(VENV)/python tools/bundle.py $(ARGS)

lint: lint-style lint-format lint-types lint-layers

lint-style: setup-dev
	$(VENV)/ruff check .

lint-format: setup-dev
	$(VENV)/ruff format --check .

lint-types: setup-dev
	$(VENV)/mypy

lint-layers: setup-dev
	$(VENV)/lint-imports --no-logo

fuzz: setup-dev
	$(VENV)/python -m pytest --hypothesis-profile=fuzz -m "hypothesis or fuzz" $(ARGS)

bench: setup-dev
	$(VENV)/python -m benchmarks $(ARGS)

lock:
	@$(SETUP) tools
	@sh tools/lock.sh

# What a person made (.gongjian, databases) is never cleaned.
clean:
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name .gongjian -prune -o -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
