# What can be done here. Set-up happens by itself: a stamp file in .venv says that a lock file has been installed.
# `make` without a target lists everything. Needs GNU make 4, Python 3.11 or newer (PYTHON=python3.12 names another).

PYTHON ?= python3
VENV := .venv
# Where set-up had to unpack Pango beside the code (no root, no sudo), Python has to be told.
FOUND = $(shell cat .local/library-path 2>/dev/null)
PY = $(if $(FOUND),LD_LIBRARY_PATH=$(FOUND)$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}) $(VENV)/bin/python
SETUP := $(PYTHON) tools/setup.py
PORT ?= 8000
# Where bytecode may not be written, every process compiles everything anew: twelve seconds for each of the tests.
unexport PYTHONDONTWRITEBYTECODE
# Workers for tests: one more than cores, because browsers, kills and sweeps wait; 0 runs them one after the other.
JOBS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 1)))

.DEFAULT_GOAL := help
.PHONY: help setup run dev test test-all test-rest test-soak check prove fmt demo walkthrough docs bench load lock clean

help:
	@echo "make run          alles in einem Prozess starten, mit Beispieldaten: http://127.0.0.1:$(PORT)/"
	@echo "make dev          runserver, worker und beat getrennt, mit neuem Laden bei jeder Änderung"
	@echo "make test         das Wichtigste von allem in fünf Minuten; ein Thema: make test FILE=tests/… oder K=wort"
	@echo "make test-all     alles, was es gibt, auf PostgreSQL und auf einer SQLite-Datei"
	@echo "make test-soak    was Stunden dauern darf: Abstürze, Rennen, eine Fristnacht, ganze Fälle, unterbrochene Briefe"
	@echo "make prove        beweisen, dass die Maschinen stimmen; make prove MUTANTS=1 auch an falschen Maschinen"
	@echo "make check        Stil, Typen, Importe, Migrationen, Lizenzen, bekannte Schwachstellen"
	@echo "make fmt          Quelltext ordnen"
	@echo "make demo         Beispieldaten schreiben"
	@echo "make walkthrough  jeden Förderweg einmal von der Beratung bis zum Abschluss gehen"
	@echo "make docs         Diagramme und Programmseiten neu zeichnen"
	@echo "make bench        messen, wie schnell die wichtigsten Seiten und Briefe sind"
	@echo "make load         Antworten zählen, während Briefe entstehen (ruhige Maschine)"
	@echo "make lock         Abhängigkeiten neu auflösen"

# --- set-up -----------------------------------------------------------------------------------------------------

$(VENV)/.stamp-base: requirements/base.lock requirements/installer.lock tools/setup.py
	@$(SETUP) base

$(VENV)/.stamp-dev: requirements/dev.lock $(VENV)/.stamp-base
	@$(SETUP) dev

node_modules/.stamp: package-lock.json requirements/node.lock | $(VENV)/.stamp-base
	@$(SETUP) node

.local/.stamp-pango: tools/setup.py tools/pango.py
	@$(SETUP) pango

RUNTIME := $(VENV)/.stamp-base node_modules/.stamp .local/.stamp-pango
TOOLS := $(RUNTIME) $(VENV)/.stamp-dev

setup: $(TOOLS)

# --- run --------------------------------------------------------------------------------------------------------

run: $(RUNTIME)
	@echo "Mittelweg startet mit Beispieldaten: http://127.0.0.1:$(PORT)/"
	@DEMO=1 $(PY) manage.py serve --port $(PORT)

dev: $(TOOLS)
	@echo "Entwicklung: runserver, worker und beat als eigene Prozesse."
	@DEBUG=1 DEMO=1 $(PY) tools/dev.py --port $(PORT)

demo: $(RUNTIME)
	@echo "Beispieldaten schreiben."
	@DEMO=1 $(PY) manage.py migrate --verbosity 0
	@DEMO=1 $(PY) manage.py demo

walkthrough: $(TOOLS)
	@echo "Jeden Förderweg einmal gehen."
	@$(PY) manage.py walkthrough

docs: $(TOOLS)
	@echo "Diagramme und Programmseiten neu zeichnen."
	@$(PY) manage.py draw

load: $(TOOLS)
	@echo "Antworten zählen, während Briefe entstehen; braucht eine ruhige Maschine."
	@$(PY) -m pytest -m load -s

bench: $(TOOLS)
	@echo "Messen."
	@$(PY) -m tools.bench $(ONLY)

# --- test and check ---------------------------------------------------------------------------------------------

PYTEST = $(PY) -m pytest -q -m "not load and not soak"
SPREAD = -n $(JOBS) --dist worksteal

# Each on its own line, so that the first failure stops and pytest has the last word.
ifneq ($(FILE)$(K),)
test: $(TOOLS)
	@$(PYTEST) --kept $(if $(DATABASE),--database $(DATABASE)) $(if $(K),-k "$(K)") $(FILE)
else
test: $(TOOLS)
	@$(PY) tools/browser.py
	@echo "Tests auf PostgreSQL: von jeder Art mindestens eines."
	@$(PYTEST) --part quick --database postgres $(SPREAD)
	@echo "Tests auf einer SQLite-Datei: Tür, Protokoll, Postausgang, Topf."
	@$(PYTEST) --part quick --database sqlite $(SPREAD)
endif

test-all: test test-rest

test-rest: $(TOOLS)
	@$(PY) tools/browser.py
	@echo "Tests auf PostgreSQL: was make test nicht getan hat$(if $(TURN), (Anteil von Tag $(TURN)))."
	@$(PYTEST) --part rest --database postgres $(SPREAD)
	@echo "Tests auf einer SQLite-Datei: die eine Datenbank brauchen, außer den langsamen$(if $(TURN), (Anteil von Tag $(TURN)))."
	@$(PYTEST) --part rest --database sqlite $(SPREAD)

test-soak: $(TOOLS)
	@echo "Dauerläufe; das kann Stunden dauern."
	@$(PY) -m pytest -s -m soak --database postgres

check: $(TOOLS)
	@$(PY) tools/check.py

prove: $(TOOLS)
	@FUNDS=$(or $(FUNDS),tests.funds.nachbarschaft) $(PY) manage.py prove $(if $(MUTANTS),--mutants)

fmt: $(VENV)/.stamp-dev
	@echo "Quelltext ordnen."
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format --quiet .

lock: $(VENV)/.stamp-base
	@echo "Abhängigkeiten neu auflösen (mit UPGRADE=1 auf den neuesten Stand)."
	@$(SETUP) lock

clean:
	@echo "Aufräumen: Umgebung und Bausteine. Die Daten in var/ bleiben."
	@rm -rf .venv node_modules .local staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
