# Lianxi 联席. `make help` lists what can be done; plain sh, pip and Debian 12 are enough.
.SUFFIXES:
.DEFAULT_GOAL := help

BIN := .venv/bin
PO := $(wildcard app/translations/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

# Whatever a check or a test leaves behind lies in build/.
export RUFF_CACHE_DIR := build/ruff
export MYPY_CACHE_DIR := build/mypy
export HYPOTHESIS_STORAGE_DIRECTORY := build/hypothesis
PYTEST := $(BIN)/python -m pytest -o cache_dir=build/pytest --output build/browser
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help run demo start test check screenshots lock environment test-environment packages languages lint

help: ## what can be done here
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: environment languages ## serve the demo on http://127.0.0.1:8000 (another port: PORT=8001)
	@exec sh deploy/run.sh demo

demo: environment languages ## serve the whole demo city, two years of 210 alliances (some minutes the first time)
	@exec env LIANXI_INSTANCE=$${LIANXI_INSTANCE:-instance/city} LIANXI_DEMO_SCALE=$${LIANXI_DEMO_SCALE:-1} sh deploy/run.sh demo

start: environment languages ## serve a real installation, empty at first
	@exec sh deploy/run.sh real

test: test-environment packages languages lint ## every check and every test, on both databases and in the browser
	$(PYTEST) tests/deploy
	$(PYTEST) $(PARALLEL) --ignore tests/deploy

check: test-environment languages lint ## the fast part: no browser, no PostgreSQL
	$(PYTEST) $(PARALLEL) -m "not browser and not postgresql" --ignore tests/deploy

screenshots: test-environment packages languages ## the pictures of the README
	@mkdir -p docs/screenshots
	$(BIN)/python -m tests.screenshots docs/screenshots

lock: ## pin the requirements anew (needs uv)
	uv pip compile --generate-hashes --universal --python-version 3.11 --upgrade -o requirements.txt requirements.in
	uv pip compile --generate-hashes --universal --python-version 3.11 --upgrade -o requirements-dev.txt requirements-dev.in

environment:
	@sh deploy/environment.sh run

test-environment:
	@sh deploy/environment.sh test

packages:
	@sh deploy/packages.sh

languages: $(MO)

%.mo: %.po | environment
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

lint: test-environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/djlint templates --lint --quiet
