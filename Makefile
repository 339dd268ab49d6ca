# Two environments: .venv runs cargoscope and has no torch; .venv-dev trains, checks and tests.
PYTHON ?= python3
ARGS ?=

.PHONY: demo test check bench benchmark lock clean help

help:
	@echo "make demo    simulate a few trucks, analyse them, show what was flagged"
	@echo "make test    all tests"
	@echo "make check   style, types, import arrows"
	@echo "make bench   speed and memory on this machine"
	@echo "make benchmark ARGS=FOLDER   what is found in real scans, where you have some"
	@echo "make lock    pin the requirements anew (needs uv)"

demo: .venv/installed
	.venv/bin/cargoscope demo $(ARGS)

test: .venv-dev/installed
	.venv-dev/bin/python -m pytest $(ARGS)

check: .venv-dev/installed
	.venv-dev/bin/ruff check .
	.venv-dev/bin/ruff format --check .
	.venv-dev/bin/mypy
	.venv-dev/bin/lint-imports

bench: .venv-dev/installed
	.venv-dev/bin/python tests/bench/detect_bench.py $(ARGS)

benchmark: .venv-dev/installed
	.venv-dev/bin/python -m cargoscope_training.evaluation.real_scans $(ARGS)

.venv/installed: requirements/cpu.txt pyproject.toml
	$(call install,.venv,requirements/cpu.txt)

.venv-dev/installed: requirements/dev.txt pyproject.toml
	$(call install,.venv-dev,requirements/dev.txt)

# Everything is pinned by hash, the build backend included; the project itself is installed in place.
define install
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "cargoscope needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv); set PYTHON=..."; exit 1; }
	test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2)
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
endef

PIN = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--no-emit-package cargoscope --quiet
lock:
	$(PIN) requirements/dev.in -o requirements/dev.txt
	$(PIN) requirements/cpu.in -c requirements/dev.txt -o requirements/cpu.txt

clean:
	rm -rf .venv .venv-dev demo build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
