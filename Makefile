# Sunwai. `make` alone lists what there is. Every target brings what it needs; nothing has to be installed first but a
# Python 3.9 or newer (for uv) and make itself.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
BOT_PYTHON := bot/.venv/bin/python
SUNWAI := $(PYTHON) -m gateway
INSTALLED := .venv/installed
BOT_INSTALLED := bot/.venv/installed
# Rasa's own: say nothing to its makers, keep TensorFlow quiet, use no graphics card.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export CUDA_VISIBLE_DEVICES := -1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

##@ Begin
.PHONY: help install up doctor
help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z][a-z0-9-]*:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile
	@echo

install: $(INSTALLED) $(BOT_INSTALLED) train ## both environments and a trained bot

up: $(INSTALLED) $(BOT_INSTALLED) ## start everything on this machine; Ctrl-C stops it
	@$(SUNWAI) up --with-parent

doctor: ## say what is missing on this machine
	@if [ -x $(PYTHON) ]; then $(SUNWAI) doctor; else scripts/uv.sh && echo "nothing is installed yet: run make install"; fi

##@ Test
# Pages are tested in a real browser when there is one: `make browser` brings it.
.PHONY: test test-gateway test-bot browser check lint format types imports i18n-check contract-check docs
test: $(INSTALLED) $(BOT_INSTALLED) train ## every test, in both environments
	@scripts/test.sh

test-gateway: $(INSTALLED) ## only the gateway's tests: make test-gateway args="tests/unit -x"
	@$(PYTHON) -m pytest $(args)

test-bot: $(BOT_INSTALLED) train ## only the bot's tests
	@$(BOT_PYTHON) -m pytest -c bot/pyproject.toml --rootdir . tests/bot $(args)

browser: ## Chromium for the browser tests, where it may be installed
	@scripts/browser.sh

check: lint types imports i18n-check contract-check docs test ## what CI runs

lint: $(INSTALLED) ## style and format
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

format: $(INSTALLED) ## put style and format right
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

types: $(INSTALLED) $(BOT_INSTALLED) ## mypy --strict, each part with its own Python
	@$(PYTHON) -m mypy
	@$(BOT_PYTHON) -m mypy --config-file bot/pyproject.toml

imports: $(INSTALLED) ## who may import whom
	@.venv/bin/lint-imports --no-logo

i18n-check: $(INSTALLED) ## catalogs: nothing missing, fuzzy, or with other placeholders
	@$(PYTHON) -m gateway.i18n.check

contract-check: $(INSTALLED) ## the contract with the bot is the one in bot/contract
	@$(PYTHON) -m gateway.dialogue.schema_file --check

docs: ## the documentation site, strictly, into var/site
	@scripts/docs.sh

##@ Change
.PHONY: contract reference i18n migrate revision train evaluate seed
contract: $(INSTALLED) ## write bot/contract/turn.schema.json
	@$(PYTHON) -m gateway.dialogue.schema_file

reference: $(INSTALLED) ## write docs/reference from settings, commands, tables and metrics
	@$(PYTHON) scripts/reference.py

i18n: $(INSTALLED) ## extract citizens' sentences anew and say what the catalogs lack
	@$(PYTHON) -m gateway.i18n.check --write

migrate: $(INSTALLED) ## bring the database up to date
	@$(SUNWAI) db migrate

revision: $(INSTALLED) ## write a migration: make revision m="add holidays"
	@test -n "$(m)" || { echo 'say what changes: make revision m="add holidays"'; exit 2; }
	@$(SUNWAI) db revision "$(m)"

train: $(BOT_INSTALLED) ## train the bot if its data changed
	@$(BOT_PYTHON) -m bot train

evaluate: $(BOT_INSTALLED) ## train a candidate and compare it with the current model; make evaluate args=--accept uses it
	@$(BOT_PYTHON) -m bot evaluate $(args)

seed: $(INSTALLED) ## areas, categories, offices and demo officials into the running database
	@$(SUNWAI) seed --demo

##@ Other
.PHONY: bench screenshots recorded-run clean
bench: $(INSTALLED) $(BOT_INSTALLED) train ## the numbers of docs/benchmarks.md; make bench args=--quick shows that they run
	@for script in benchmarks/[a-z]*.py; do name=$$(basename $$script .py); echo; echo "== $$name"; $(PYTHON) -m benchmarks.$$name $(args) || exit 1; done

screenshots: $(INSTALLED) ## pictures of the running system into docs/screenshots
	@$(PYTHON) scripts/screenshots.py

recorded-run: $(INSTALLED) ## write docs/recorded-run.md by talking to the running system
	@$(PYTHON) scripts/record_run.py

clean: ## remove environments, caches and the trained bot; the database in var/ stays
	rm -rf .venv bot/.venv bot/trained var/tools var/cache var/docs-venv var/site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(INSTALLED): pyproject.toml uv.lock .python-version
	@scripts/sync.sh .

$(BOT_INSTALLED): bot/pyproject.toml bot/uv.lock bot/.python-version
	@scripts/sync.sh bot
