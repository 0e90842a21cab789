# Reelroom. `make help` lists what there is. Needs Python 3.11 or newer; everything else comes into .venv.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
BIN := .venv/bin
# of a soak: videos, and the minutes that it takes at most; the last two and a half nobody asks any more
JOBS ?= 5000
MINUTES ?= 20
# the browser without its windows takes half of the time of the whole one, where the distribution has it
BROWSER = $$(apt-cache show chromium-headless-shell >/dev/null 2>&1 && echo chromium-headless-shell || echo chromium)
.DEFAULT_GOAL := help
.PHONY: help demo test evening soak soak-postgres matrix month shapes check types format install pictures lock audit clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

demo: $(BIN)/.runtime ## a local Seedance, a local Discord and the bot; makes a video; Ctrl-C ends it
	@exec $(BIN)/python -m sandbox

# what is compiled is kept here, for all processes of all tests
test evening: export PYTHONDONTWRITEBYTECODE :=
test: $(BIN)/.dev ## all tests; as root on Debian it installs the PostgreSQL server, the browser and the font they need
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then wanted=; browser=; \
		ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || wanted="$$wanted postgresql"; \
		command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || browser=wanted; \
		ls /usr/share/fonts/truetype/wqy/* >/dev/null 2>&1 || wanted="$$wanted fonts-wqy-microhei"; \
		[ -z "$$wanted$$browser" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $$wanted $${browser:+$(BROWSER)} >/dev/null; }; \
	elif ! $(BIN)/python -m tests.browser.chromium; then $(BIN)/python -m playwright install chromium || true; fi
	$(BIN)/python -m pytest

evening: $(BIN)/.dev ## the busy evening of the tests on PostgreSQL as well, as CI plays it after them
	$(BIN)/python -m pytest -n0 -m evening

soak: $(BIN)/.dev ## a busy day under kills and faults, 5,000 videos on SQLite; 20 minutes at most
	$(BIN)/python -m tests.soak.day --jobs $(JOBS) --minutes $(MINUTES)

soak-postgres: $(BIN)/.dev ## the same day on PostgreSQL, with three processes; 20 minutes at most
	$(BIN)/python -m tests.soak.day --jobs $(JOBS) --minutes $(MINUTES) --postgres

matrix: $(BIN)/.dev ## kills at every effect, twice, frozen, put back, and every fault in every state; minutes to half an hour
	$(BIN)/python -m pytest -m soak

month: $(BIN)/.dev ## a month of evenings in virtual time, 50,000 videos; half an hour of one core
	$(BIN)/python -m tests.soak.month

shapes: $(BIN)/.dev ## the end-to-end tests under every shape of the vendor's answers, one after the other
	for shape in $$($(BIN)/python -m tests.e2e.shapes); do \
		$(BIN)/python -m pytest tests/e2e --shape $$shape || exit 1; done

check: $(BIN)/.dev ## format, lint, types, import contracts, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot.i18n

types: ## check the types of the page's scripts; needs Node.js, and fetches the compiler
	npx --yes -p typescript@5.9.3 tsc -p jsconfig.json

format: $(BIN)/.dev ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: $(BIN)/.dev ## the environment alone; as root on Debian also a font with Chinese
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends fonts-wqy-microhei; fi

pictures: $(BIN)/.dev ## draw the pictures of the documentation anew; as root on Debian it installs a browser and fonts
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		$(BROWSER) fonts-noto-core fonts-noto-color-emoji fonts-wqy-microhei >/dev/null; fi
	$(BIN)/python -m tests.media.draw_charts docs/pictures
	$(BIN)/python -m tests.browser.draw_messages docs/pictures

lock: $(BIN)/.dev ## write the requirements anew from pyproject.toml
	$(BIN)/pip install -q uv
	for part in "requirements.txt" "requirements-postgres.txt --extra postgres" "requirements-dev.txt --group dev"; do \
		set -- $$part; file=$$1; shift; \
		$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
			--no-emit-index-url pyproject.toml "$$@" -o $$file || exit 1; done

audit: $(BIN)/.dev ## look whether anything that is locked has a known weakness; asks PyPI
	$(BIN)/pip install -q pip-audit
	for part in "" -postgres -dev; do \
		$(BIN)/pip-audit --disable-pip --require-hashes -r requirements$$part.txt || exit 1; done

clean: ## remove the environment and what the sandbox left
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache sandbox-data

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Reelroom needs Python 3.11 or newer; none was found (python3 --version)."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python has no venv here. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }

$(BIN)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what Reelroom needs into .venv …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt | $(BIN)/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(BIN)/.runtime
