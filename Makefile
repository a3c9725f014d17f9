# Two commands: `make validate` and `make test`. Each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Relative on purpose: pip splits this at blanks, and a folder may have one in its name.
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help validate build test check format lint types layers fresh mutation release report check-browser chromium tutorial site wheel bench bench-small test-spark clean

help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

validate: $(VENV)/run.stamp ## Judge every package under data/, every rule by pandera
	@$(BIN)/evitab validate --engine pandera

build: $(VENV)/run.stamp ## Write what is built: findings, Parquet, descriptors, documents
	@$(BIN)/evitab build

test: $(VENV)/dev.stamp $(VENV)/judges.stamp ## Run the tests
	@$(BIN)/pytest

check: format lint types layers test fresh validate ## All that CI runs, in its order

format: $(VENV)/dev.stamp ## Check the format of the code (make format FIX=1 mends it)
	@$(BIN)/ruff format $(if $(FIX),,--check) .

lint: $(VENV)/dev.stamp ## Look for mistakes in the code (make lint FIX=1 mends some)
	@$(BIN)/ruff check $(if $(FIX),--fix) .

types: $(VENV)/dev.stamp ## Check the types, strictly
	@$(BIN)/mypy

layers: $(VENV)/dev.stamp ## Check that each floor knows only those below
	@PYTHONPATH=validators $(BIN)/lint-imports --no-cache

fresh: $(VENV)/run.stamp ## Check that what is built is what would be built now
	@$(BIN)/evitab build --check

mutation: $(VENV)/dev.stamp ## Damage copies of the packages and count what each rule sees (slow)
	@PYTHONPATH=tests $(BIN)/python -m mutation

release: $(VENV)/run.stamp ## Make a release of a package: make release NAME=vitamin-d3-k2
	@test -n "$(NAME)" || { echo "say which package: make release NAME=vitamin-d3-k2" >&2; exit 2; }
	@$(BIN)/evitab release "$(NAME)"

report: $(VENV)/report.stamp ## Make a report to look at: make report NAME=vitamin-d3-k2
	@$(BIN)/evitab report "$(or $(NAME),vitamin-d3-k2)" --output report.html

check-browser: chromium $(VENV)/dev.stamp ## Try report and site in Chromium, which is installed where it is missing
	@EVITAB_NEEDS_BROWSER=1 $(BIN)/pytest tests/browser

chromium: ## Install Debian's Chromium where there is none
	@command -v chromium > /dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium > /dev/null; } || \
	  { echo "Chromium could not be installed; as root: apt-get install chromium" >&2; exit 2; }

tutorial: $(VENV)/dev.stamp ## Run docs/tutorial.ipynb anew and keep what it shows
	@EVITAB_UPDATE_SNAPSHOTS=1 $(BIN)/pytest -n 0 tests/test_tutorial.py

site: $(VENV)/docs.stamp ## Build the documentation into dist/site, which needs no network
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --fresh-env --doctree-dir .sphinx_cache \
	  --conf-dir docs . dist/site
	@echo "dist/site/index.html"

wheel: $(VENV)/dev.stamp ## Build evitab's own wheel and sdist into dist/, and check them
	@$(BIN)/python -m hatchling build -d dist
	@$(BIN)/python -m twine check --strict dist/evitab-*

bench: $(VENV)/bench.stamp ## Time evitab beside its peers: make bench SIZES=1M,10M ROUNDS=5 TOOLS=... FORMS=parquet
	@$(VENV)/bench/bin/python -m benchmarks.scale run --sizes "$(or $(SIZES),10k,100k)" \
	  --rounds "$(or $(ROUNDS),3)" --forms "$(or $(FORMS),parquet,csv)" --tools "$(or $(TOOLS),all)"

test-spark: $(VENV)/spark.stamp ## Hold Spark to the other engines, on a cluster with a worker killed (needs Java 17)
	@EVITAB_SPARK_CLUSTER=1 $(VENV)/spark/bin/python -m pytest -n 0 tests/test_spark_cluster.py tests/test_spark.py

bench-small: $(VENV)/dev.stamp ## Time evitab beside frictionless on the real package
	@$(BIN)/python benchmarks/small_package.py

clean: ## Remove what the other targets set up
	rm -rf $(VENV) dist .bench_cache .sphinx_cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Tools that judge releases and want other versions of what evitab needs live apart.
$(VENV)/judges.stamp: pyproject.toml tests/judges/constraints.txt $(VENV)/dev.stamp
	@$(PYTHON) -m venv $(VENV)/judges
	@$(VENV)/judges/bin/python -m pip install --quiet "pip>=25.1"
	@PIP_CONSTRAINT=tests/judges/constraints.txt $(VENV)/judges/bin/python -m pip install --quiet --group judges
	@touch $@

# So do the peers of the benchmark.
$(VENV)/bench.stamp: pyproject.toml benchmarks/constraints.txt $(VENV)/venv.stamp
	@echo "setting up $(VENV)/bench"
	@rm -rf $(VENV)/bench
	@$(PYTHON) -m venv $(VENV)/bench
	@$(VENV)/bench/bin/python -m pip install --quiet "pip>=25.1"
	@PIP_CONSTRAINT=benchmarks/constraints.txt $(VENV)/bench/bin/python -m pip install --quiet --editable . --group bench
	@touch $@

# And Spark, which says which pandas and py4j it is tried with.
$(VENV)/spark.stamp: pyproject.toml constraints.txt $(VENV)/venv.stamp
	@echo "setting up $(VENV)/spark"
	@rm -rf $(VENV)/spark
	@$(PYTHON) -m venv $(VENV)/spark
	@$(VENV)/spark/bin/python -m pip install --quiet --editable '.[spark]' pytest pytest-xdist psutil
	@touch $@

# The stamp is written last: a set-up that broke off is begun anew.
$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "evitab needs Python 3.11 or newer; say which: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "setting up $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip --version > /dev/null || \
	  { echo "Python has no venv or no pip (on Debian: apt install python3-venv)" >&2; exit 2; }
	@touch $@

$(VENV)/run.stamp: pyproject.toml constraints.txt $(VENV)/venv.stamp
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/report.stamp: $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet --editable '.[report]'
	@touch $@

$(VENV)/docs.stamp: $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --group docs
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@
