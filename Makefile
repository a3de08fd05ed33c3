# Two commands: `make run` and `make test`. Each makes .venv when it is not there yet.
#   PORT=8502 make run      another port
#   PYTHON=python3.12 make  another Python (3.11 or later)
#   JOBS=4 make test        so many tests at once

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
SAY := @printf '==> %s\n'
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

# The first Python between 3.11 and 3.13 (what TensorFlow supports), else any later one.
CANDIDATES := $(PYTHON) python3 python3.13 python3.12 python3.11
find_python = $(shell for p in $(CANDIDATES); do \
	$$p -c 'import sys; sys.exit(not ($(1)))' >/dev/null 2>&1 && { echo $$p; break; }; done)
CHOSEN := $(or $(call find_python,(3, 11) <= sys.version_info < (3, 14)),$(call find_python,(3, 11) <= sys.version_info))

.PHONY: run test long fuzz chaos lint fmt bench clean python port
.NOTPARALLEL:
.DEFAULT_GOAL := run

run: port $(VENV)/.run
	$(SAY) "Starting Tuning Studio on http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

# Three at once: one has the browser, one the workers that tests share, and what they do is waiting
# to a good part (tests/conftest.py).
JOBS ?= 3
test: $(VENV)/.dev lint
	$(SAY) "Looking for a Chromium for the browser tests"
	@browser=$$(sh tests/browser/chromium.sh) && \
	printf '==> %s\n' "Running the tests" && \
	CHROMIUM="$$browser" $(BIN)/python -m pytest -m "not long" -n $(JOBS) --dist loadgroup --no-loadscope-reorder

# Tests of half a minute, and more of a kind that `make test` has some of.
long: $(VENV)/.dev
	$(SAY) "Running the long tests"
	@browser=$$(sh tests/browser/chromium.sh) && \
	CHROMIUM="$$browser" $(BIN)/python -m pytest -m long

# The property tests at length: N inputs each, other ones every time; they print what breaks them.
N ?= 2000
fuzz: $(VENV)/.dev
	$(SAY) "Trying $(N) inputs with each property of spaces, study files, tables and commands"
	@HYPOTHESIS_PROFILE=fuzz FUZZ_EXAMPLES=$(N) $(BIN)/python -m pytest -q --timeout 0 tests/properties

lint: $(VENV)/.dev
	$(SAY) "Checking style and format (ruff)"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "make fmt mends the format."; exit 1; }
	$(SAY) "Checking types (mypy)"
	@$(BIN)/mypy --no-error-summary
	$(SAY) "Checking who imports whom (import-linter)"
	@$(BIN)/lint-imports --no-logo --no-cache

fmt: $(VENV)/.dev
	$(SAY) "Formatting, and mending what ruff can mend"
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

# Kills workers, engines and servers at random, N times, and looks at what the studies come to.
#   make chaos N=20 SEED=2  fewer times, and others
chaos: N = 100
chaos: SEED = 1
chaos: $(VENV)/.dev
	$(SAY) "Killing $(N) times at random"
	@$(BIN)/python -m tests.chaos --kills $(N) --seed $(SEED)

# All benchmarks in quick form, in about ten minutes. Let nothing else run meanwhile.
bench: $(VENV)/.dev
	$(SAY) "Training: our engine against the plain libraries (slices of the article's workloads)"
	@for workload in grid hparams random_search; do \
		$(BIN)/python -m benchmarks.training --workload $$workload --quick || exit 1; done
	$(SAY) "Small data: our engine against the plain libraries (slices)"
	@$(BIN)/python -m benchmarks.small --quick
	$(SAY) "One epoch under XLA and as a graph"
	@$(BIN)/python -m benchmarks.programs
	$(SAY) "What the engine adds to a trial"
	@$(BIN)/python -m benchmarks.overhead --quick
	$(SAY) "How level studies are that run at once"
	@$(BIN)/python -m benchmarks.overhead --race --quick
	@$(BIN)/python -m benchmarks.books --trials 1000
	$(SAY) "How honest what is said of winners is (a few studies of each kind)"
	@$(BIN)/python -m benchmarks.honesty --quick
	$(SAY) "Pages, in a real browser"
	@browser=$$(sh tests/browser/chromium.sh) && \
	CHROMIUM="$$browser" $(BIN)/python -m benchmarks.pages --quick

clean:
	$(SAY) "Removing $(VENV) and caches (what you recorded, in .tuning, stays)"
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache test-results
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# Before anything is installed or started.
python:
	@test -n "$(CHOSEN)" || { echo "Tuning Studio needs Python 3.11 or later, and found $$(python3 --version 2>&1 || true): install one, or name it with PYTHON=…" >&2; exit 1; }

port: python
	@$(CHOSEN) -m tuning.processes.port '$(PORT)'

$(VENV)/.made: | python
	@$(CHOSEN) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: install it (on Debian and Ubuntu: apt-get install python3-venv) and run make again." >&2; exit 1; }
	$(SAY) "Making $(VENV) with $$($(CHOSEN) --version)"
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || $(CHOSEN) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt $(VENV)/.made
	$(SAY) "Installing the libraries into $(VENV) (TensorFlow is large: some minutes the first time)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-trackers.txt $(VENV)/.run
	$(SAY) "Installing what the tests need into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@touch $@
