# make demo   from a fresh clone to suspect listings with their proof
# make test   everything that must hold, in one go
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help venv machine browser demo test soak bench lint format lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    sweep practice sites on this machine and show what is suspect"
	@echo "make test    lint, types and all tests but the long ones"
	@echo "make soak    the long tests with large counts"
	@echo "make bench   what it costs, as ratios"
	@echo "make lint    ruff and mypy"
	@echo "make format  ruff format"
	@echo "make lock    make requirements*.txt anew from pyproject.toml"
	@echo "make clean   remove $(VENV) and caches; the practice workspace stays"

machine:
	@$(PYTHON) -m fieldsign.machine prepare $(VENV)

$(BIN)/python: | machine
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned requirements into $(VENV)"
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@echo "Installing the pinned requirements of the tests into $(VENV)"
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

venv: machine $(VENV)/.ready

browser: venv
	@$(BIN)/python -m fieldsign.machine browser

demo: browser
	$(BIN)/fieldsign demo

test: browser $(VENV)/.ready-dev lint
	$(BIN)/python -m pytest -m "not soak" -n 2 --dist loadgroup

soak: browser $(VENV)/.ready-dev
	$(BIN)/python -m pytest -m soak

bench: browser $(VENV)/.ready-dev
	$(BIN)/python -m bench

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --extra build

lock: $(VENV)/.ready-dev
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
