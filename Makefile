# Customer Center. `make demo` serves the portal with its demo companies; `make test` runs every test.
# Needs Python 3.11 or newer and make; everything else is put into .venv and .web.

PORT ?= 3000
DATA ?= demo
JOBS ?= 2
BIN := .venv/bin

# Node comes from a Python package, so it must be found before the machine's own.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export REFLEX_USE_NPM := 1
export REFLEX_TELEMETRY_ENABLED := false
export npm_config_omit_lockfile_registry_resolved := true

.DEFAULT_GOAL := help
.PHONY: help demo test check dev setup setup-demo setup-sso build browser bench format messages constraints clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(if $(SSO),setup-sso,setup-demo) ## serve the portal with the demo companies (PORT=3000, DATA=demo or receivables, SSO=1)
	@exec $(BIN)/occ demo --port $(PORT) --data $(DATA) $(if $(SSO),--sso)

test: setup browser build ## run every test, browser included (JOBS=2 at once)
	@$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup ## lint, format, types, import directions, translations
	@echo "check: ruff";          $(BIN)/ruff check --quiet .
	@echo "check: format";        $(BIN)/ruff format --check --quiet .
	@echo "check: types";         $(BIN)/mypy --no-error-summary
	@echo "check: imports";       said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }
	@echo "check: translations";  $(BIN)/python -m occ_app.testing.catalogues check

dev: setup ## the demo, built and served anew after each change
	@exec $(BIN)/occ demo --reload --port $(PORT) --data $(DATA) $(if $(SSO),--sso)

setup: ## .venv with everything for development
	@scripts/setup dev

setup-demo: ## .venv with what the demo needs
	@scripts/setup demo

setup-sso: ## .venv with what the demo needs, and an identity provider for it
	@scripts/setup sso

build: setup ## the front end, when its sources have changed
	@$(BIN)/occ build

browser: setup ## a Chromium for the browser tests, when the machine has none
	@$(BIN)/python -m occ_app.testing.browser_path

bench: setup ## measure speed on SQLite and PostgreSQL (ARGS=--quick for less): bench.json and a table
	@$(BIN)/occ bench $(ARGS)

format: setup ## put the code into its usual form
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

messages: setup ## bring locale/*.po in line with the texts of the code
	@$(BIN)/python -m occ_app.testing.catalogues update

constraints: setup ## pin the newest versions that fit together, for review
	@scripts/pin

clean: ## remove everything that was made here, demo data included
	rm -rf .venv .web .occ .states .mypy_cache .ruff_cache .import_linter_cache *.egg-info
