# `make demo` and `make test` are all a newcomer needs. Both start from nothing and are quick the second time.
#
#   make demo [PORT=8000]   a running server on the example data
#   make demo STORE=neo4j   the same from a Neo4j: that of PILOTGRAPH_STORE, else its own in data/neo4j (Java 17, Maven)
#   make test               everything CI checks
#   make test-networkx      all tests that networkx has for itself, against our networkx backend
#   make check              formatter, linter, types, import layers, generated files, links and examples of the docs
#   make bench              ratios against baselines, written to docs/benchmarks.md (needs ../shared/data)
#   make kill [ROUNDS=20]   kills a Neo4j at random moments while it is loaded, and looks for damage (SEED=… repeats it)
#   make clean              removes all that the others made, but no data of yours

PORT ?= 8000
STORE := sqlite
PROCESSES ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
ROUNDS ?= 20

VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
DEMO := data/demo.db
PAGE := web/build/graphiql/graphiql.min.js
PACKAGES := analytics api cli graph loaders ontology
SOURCES := $(shell find $(PACKAGES) -name '*.py' -o -name '*.ttl' 2>/dev/null)
EXAMPLES := $(shell find examples -type f -not -name '*.pyc' 2>/dev/null)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --require-hashes
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$name"; break; }; done)

.PHONY: demo held test test-networkx check static page bench kill clean
.DELETE_ON_ERROR:

ifeq ($(STORE),sqlite)
demo: $(PAGE) $(DONE)/kernels $(DEMO).loaded
	@PILOTGRAPH_STORE=sqlite:$(DEMO) PILOTGRAPH_PORT=$(PORT) $(BIN)/pilotgraph serve || test $$? -eq 130
else ifneq ($(STORE),neo4j)
demo:
	@echo "STORE is $(STORE), and can be sqlite or neo4j." >&2; exit 2
else ifneq ($(filter neo4j% bolt%,$(PILOTGRAPH_STORE)),)
HELD := data/demo.$(subst /,-,$(subst :,-,$(PILOTGRAPH_STORE)-$(PILOTGRAPH_NEO4J_DATABASE)))
demo: $(PAGE) $(DONE)/kernels held
	@$(BIN)/pilotgraph serve || test $$? -eq 130
else
HELD := data/neo4j/demo
demo: $(PAGE) $(DONE)/kernels
	@echo "Starting a Neo4j, which keeps its data in data/neo4j …"
	@$(BIN)/python -m tests.neo4j --home data/neo4j -- \
		sh -c '$(MAKE) --silent held STORE=neo4j HELD=$(HELD) && exec $(BIN)/pilotgraph serve'
endif

# What this folder knows of a Neo4j is called $(HELD).something: its snapshot, and whether the examples are in it.
ifeq ($(STORE),neo4j)
demo held: export PILOTGRAPH_SNAPSHOT_DIR := $(HELD).snapshot
demo: export PILOTGRAPH_PORT := $(PORT)

held: $(DONE)/run
	@$(BIN)/pilotgraph stats >/dev/null 2>&1 || rm -f $(HELD).loaded  # it was emptied, or is of another version
	@$(MAKE) --silent $(HELD).loaded STORE=neo4j HELD=$(HELD)

# Not into a graph that was there before: it may be somebody's.
$(HELD).loaded: $(DONE)/run $(EXAMPLES) $(wildcard ontology/*.ttl)
	@mkdir -p $(dir $@)
	@test -e $(HELD).begun || ! $(BIN)/pilotgraph stats >/dev/null 2>&1 || { \
		echo "$(PILOTGRAPH_STORE) holds a graph already, which the example data are not to be mixed with." >&2; \
		echo "Name an empty database in PILOTGRAPH_STORE, or serve what is there: $(BIN)/pilotgraph serve" >&2; \
		exit 1; }
	@$(BIN)/pilotgraph init >/dev/null && touch $(HELD).begun
	@echo "Loading the example data into $(PILOTGRAPH_STORE) …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/load.sh
	@touch $@
endif

# What shares a process, and in which order, is told in tests/units.py. One process more than there are cores, as tests
# that kill a server wait for the next one.
TESTED := tests/docs

test: TESTED := tests
test: check

test-networkx: $(DONE)/dev
	PILOTGRAPH_TEST_ALL_NETWORKX=1 $(BIN)/pytest tests/analytics/compiled/test_networkx_suite.py

check: static $(PAGE) $(DONE)/kernels
	$(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder $(TESTED)

static: $(DONE)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

page: $(PAGE)

kill: $(DONE)/dev
	PILOTGRAPH_TEST_ROUNDS=$(ROUNDS) PILOTGRAPH_TEST_SEED=$(SEED) $(BIN)/pytest -s --timeout 0 tests/end_to_end/test_killed.py

bench: $(DONE)/bench
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build *.egg-info web/build web/node_modules data/demo.* data/neo4j .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(PACKAGES) benchmarks examples tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp a step, so that a step is done again only when what it rests on has changed.

$(DONE)/python:
	@test -n "$(PYTHON)" || { \
		echo "Pilotgraph needs Python 3.11 or newer, and found none on the PATH." >&2; \
		echo "Install it (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python), then run make again." >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) lacks its venv module." >&2; \
		echo "Install it (Debian, Ubuntu: apt install python3-venv), then run make again." >&2; \
		exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/run: $(DONE)/python requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing the locked dependencies into $(VENV) (only once) …"
	$(INSTALL) -r requirements.txt -r requirements-build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/dev: $(DONE)/run requirements-dev.txt
	@echo "Installing the tools for checks and tests (only once) …"
	$(INSTALL) -r requirements-dev.txt
	@touch $@

$(DONE)/bench: $(DONE)/run requirements-bench.txt
	@echo "Installing the libraries that ours are compared with (only once) …"
	$(INSTALL) -r requirements-bench.txt
	@touch $@

# What the server needs, so that its first answer waits for no compiler. The rest is compiled when it is first called.
$(DONE)/kernels: $(DONE)/run $(wildcard analytics/kernels/*.py)
	@echo "Compiling what the server computes with (only once) …"
	@$(BIN)/python -m analytics.compiled leiden_communities
	@touch $@

$(PAGE): $(DONE)/run $(wildcard web/*.py web/*.json web/*.html web/*.js)
	@echo "Building the page to write queries on (only once) …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python web/build.py
	@touch $@

$(DEMO).loaded: $(DONE)/run $(EXAMPLES) $(wildcard graph/*.sql ontology/*.ttl)
	@echo "Loading the example data into $(DEMO) …"
	@mkdir -p data
	@PILOTGRAPH_STORE=sqlite:$(DEMO) $(BIN)/pilotgraph stats >/dev/null 2>&1 || rm -rf data/demo.*  # of another version
	@PATH="$(CURDIR)/$(BIN):$$PATH" PILOTGRAPH_STORE=sqlite:$(DEMO) sh examples/load.sh
	@touch $@
