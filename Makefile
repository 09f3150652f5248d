# Everything a user or developer does. `make demo` and `make test` set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The other extras are for few: what they weigh stays out of the demo.
SERVE_EXTRAS := --extra postgres --extra mariadb --extra learn --extra mqtt --extra kafka
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help demo test test-setup check format generate lock wheels bench soak web pictures clean

help:  ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

# pip refuses a hashed lock together with a local project, so the project itself is installed after it.
$(VENV)/.serve: requirements/serve.txt pyproject.toml $(wildcard hatch_build.py) $(shell find web -name node_modules -prune -o -type f -print)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/serve.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.serve requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(VENV)/.serve  ## set up and start the platform with a small simulated fleet
	$(BIN)/chargeit demo --home .demo

test-setup: $(VENV)/.dev  ## system packages that the tests use, where they may be installed
	sh tools/system-packages

test: test-setup  ## everything the tests need, and the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/ui
	$(BIN)/python -m pytest tests/ui

check: $(VENV)/.dev  ## format, lint, types, floors, sizes, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config import-contracts.toml --no-cache
	$(BIN)/python tools/check_sizes.py
	$(BIN)/python tools/generate_ocpp.py --check
	$(BIN)/python tools/openapi.py --check
	$(BIN)/python tools/dashboards.py --check
	$(BIN)/python hatch_build.py check

format: $(VENV)/.dev  ## put the code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generate: $(VENV)/.dev  ## OCPP messages from their schemas, the OpenAPI document from the routes, the screens' types from it
	$(BIN)/python tools/generate_ocpp.py
	$(BIN)/python tools/openapi.py
	$(BIN)/python tools/dashboards.py
	$(BIN)/python hatch_build.py types

web: $(VENV)/.dev  ## the screens, into the package
	$(BIN)/python hatch_build.py

pictures: $(VENV)/.dev  ## the README's pictures, taken by the browser tests
	CHARGEIT_PICTURES=1 $(BIN)/python -m pytest tests/ui/test_pictures.py tests/ui/test_batteries.py

bench: $(VENV)/.dev  ## the figures of docs/benchmarks.md, as ratios
	$(BIN)/python -m benchmarks

soak: $(VENV)/.dev  ## the long runs: more seeds, more moments
	$(BIN)/python -m pytest -m soak

lock: $(VENV)/.dev  ## exact versions with hashes, for the machine that has any index
	$(UV_COMPILE) pyproject.toml $(SERVE_EXTRAS) --group build --output-file requirements/serve.txt
	$(UV_COMPILE) pyproject.toml --extra all --group build --group dev --constraint requirements/serve.txt --output-file requirements/dev.txt

wheels: $(VENV)/.dev  ## whether all that is locked has wheels for a Raspberry Pi
	$(BIN)/python tools/wheels.py

clean:  ## what was built
	rm -rf $(VENV) build dist web/node_modules src/chargeit/api/screens
