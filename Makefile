# The first target called builds the environment in .venv; later calls reuse it
# until pyproject.toml or requirements.lock change.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help report lab test check bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(READY) ## Build the tables, run all notebooks, export the reports and their index
	$(BIN)/python -m analysis build
	$(BIN)/python -m analysis report

# Without a digest there is nothing to build; the notebook that opens says what to do then.
lab: $(READY) ## Open the notebooks in JupyterLab
	-$(BIN)/python -m analysis build
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/start_here.ipynb

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

check: $(READY) ## Lint, format check, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## Run the benchmarks (minutes)
	$(BIN)/python benchmarks/report.py

lock: $(READY) ## Pin all dependencies of pyproject.toml, with hashes, in requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-header --no-annotate --output-file requirements.lock pyproject.toml

clean: ## Remove the environment, built tables and reports
	rm -rf $(VENV) build *.egg-info
	find data/processed reports -mindepth 1 ! -name .gitkeep -delete

# PYTHONDONTWRITEBYTECODE is lifted: without bytecode every start pays for compiling the libraries.
$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q -j 0 $(VENV)/lib analysis || true
	@touch $(READY)
