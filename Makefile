# Two environments: .venv runs cargoscope and has no torch; .venv-dev trains, checks and tests.
PYTHON ?= python3
ARGS ?=

.PHONY: demo demo-clean test check browser bench benchmark bundle soak soak-steady soak-kills soak-mutated soak-cuts lock clean help

help:
	@echo "make demo    the live queue with a simulated station; ARGS=--once sends a few trucks and ends"
	@echo "make demo-clean  empty the queue of the demo"
	@echo "make test    all tests"
	@echo "make check   style, types, import arrows"
	@echo "make browser install the browser that the pages are tested in (Debian, as root)"
	@echo "make bench   speed and memory on this machine"
	@echo "make benchmark ARGS='FOLDER --out OUT'   what is found in real scans, where you have some"
	@echo "make soak    all of the following, one after the other; they take hours"
	@echo "make soak-kills     kills server, worker and stations 200 times, and counts what is where"
	@echo "make soak-mutated   20,000 mutated inputs for every reader and the streaming endpoint; fails where an hour is not enough, and goes on"
	@echo "make soak-steady    ten stations for half an hour: whether memory stays"
	@echo "make soak-cuts   200 power cuts against the client's ledger (as root)"
	@echo "make bundle  one archive that sets a box up without a network"
	@echo "make lock    pin the requirements anew (needs uv)"

demo: .venv/installed
	.venv/bin/cargoscope demo $(ARGS)

demo-clean:
	rm -rf demo

test: .venv-dev/installed
	.venv-dev/bin/python -m pytest $(ARGS)

check: .venv-dev/installed
	.venv-dev/bin/ruff check .
	.venv-dev/bin/ruff format --check .
	.venv-dev/bin/mypy
	.venv-dev/bin/lint-imports

# Without a browser the tests of the pages skip, and say so.
browser:
	@if command -v chromium; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium; } || \
			echo "chromium could not be installed; the tests of the pages will skip"; \
	else echo "no chromium, and only root on Debian can install it here (apt-get install chromium); the tests of the pages will skip"; fi

bench: .venv-dev/installed
	.venv-dev/bin/python tests/bench/detect_bench.py $(ARGS)
	.venv-dev/bin/python tests/bench/queue_bench.py $(ARGS)
	.venv-dev/bin/python tests/bench/simulate_bench.py
	.venv-dev/bin/python tests/bench/step_bench.py
	.venv-dev/bin/python tests/bench/stream_bench.py $(ARGS)

benchmark: .venv-dev/installed
	.venv-dev/bin/python -m cargoscope_training.evaluation.real_scans $(ARGS)

soak-mutated: .venv-dev/installed
	.venv-dev/bin/python -m tests.soak.mutated $(ARGS)

soak-cuts: .venv-dev/installed
	.venv-dev/bin/python -m tests.soak.cuts $(ARGS)

bundle: .venv/installed
	box/bundle.sh .venv/bin/python build

.venv/installed: requirements/cpu.txt pyproject.toml requirements/install.sh
	PYTHON=$(PYTHON) requirements/install.sh .venv requirements/cpu.txt

.venv-dev/installed: requirements/dev.txt pyproject.toml requirements/install.sh
	PYTHON=$(PYTHON) requirements/install.sh .venv-dev requirements/dev.txt

PIN = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--no-emit-package cargoscope --quiet
lock:
	$(PIN) requirements/dev.in -o requirements/dev.txt
	$(PIN) requirements/cpu.in -c requirements/dev.txt -o requirements/cpu.txt
	$(PIN) requirements/gpu.in -c requirements/cpu.txt -o requirements/gpu.txt
	$(PIN) requirements/bundle.in -o requirements/bundle.txt

# Each takes long and shows how far it is; all but soak-steady go on where they were after a cut, at the same commit. On loopback only.
soak: soak-kills soak-mutated soak-cuts soak-steady

soak-steady: .venv-dev/installed
	.venv-dev/bin/python tests/bench/steady_bench.py $(ARGS)

soak-kills: .venv-dev/installed
	.venv-dev/bin/python -m tests.soak.kills $(ARGS)

clean:
	rm -rf .venv .venv-dev demo build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
