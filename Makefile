# make setup   install what is missing: Debian packages, libtorch, the engine; run it as often as you like
# make run     set up, then the whole RetMask loop on the embedded organism; the report is runs/first-light/report.html
# make smollm2   fetch a small real model (SmolLM2-135M-Instruct, 93 MB) and make models/smollm2 of it, then --model smollm2 names it
# make smollm2-study   hours: the study of docs/science/smollm2.md, from public files in $RETMASK_DATA; goes on after a kill
# make test    set up, then every test
# make test-matrix   the tests with vectors of every width, one core, more threads than cores, busy processes beside them
# make lint    strict format lint, text comparison        make format   format the sources in place
# make bench   ours against the Python peers, alternating; writes docs/benchmarks
# make fixtures   make the golden files again with the Python peers
# make docs    check that docs/architecture.md matches the folders, then build DocC's pages into .build/docs
# make install PREFIX=~/.local   program, engine, manual pages, completions, to use from any folder; make uninstall removes them
# make wheel   a wheel for pip, for any Python environment with torch
# make test-install   tries both with the checkout out of sight
# make gpu-check   pack what a machine with a card needs to check the tool; DEVICE=cpu runs it here
# make trust   kills, full disks and hostile inputs, tried on the built tool; LONG=--long tries all of them
# make clean   remove what was built (not libtorch)

.PHONY: setup build run smollm2 smollm2-study test test-matrix lint format bench fixtures docs install uninstall wheel test-install gpu-check trust clean
SHELL := /bin/bash
RUN ?= runs/first-light
PREFIX ?= $(HOME)/.local
# One set of flags for everything, so that `make run` and `make test` share what they build; tests
# look into modules, hence -enable-testing.
FLAGS := -c release -Xswiftc -enable-testing

setup:
	@Scripts/setup.sh

build: setup
	@swift build $(FLAGS) --product retmask

run: build
	@.build/release/retmask run --out $(RUN)

smollm2: build
	@Scripts/smollm2.sh

smollm2-study: smollm2
	@Scripts/smollm2-study.sh

test: setup
	@swift build $(FLAGS) --product retmask
	@swift test $(FLAGS)

test-matrix: setup
	@swift build $(FLAGS) --product retmask
	@swift build $(FLAGS) --build-tests
	@Scripts/test-matrix.sh $(ROWS)

lint:
	@swift format lint --strict --recursive --parallel --configuration .swift-format Package.swift Sources Tests
	@Scripts/check-text.sh

format:
	@swift format --in-place --recursive --parallel --configuration .swift-format Package.swift Sources Tests

bench: build
	@Scripts/bench.sh

fixtures:
	@Scripts/make-fixtures.sh

docs: setup
	@Scripts/check-tree.sh
	@swift build $(FLAGS) --target RetMask
	@Scripts/docs.sh

install:
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" Scripts/install.sh

uninstall:
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" Scripts/install.sh --uninstall

wheel: setup
	@Scripts/wheel.sh

test-install:
	@Scripts/test-install.sh

gpu-check: setup
	@DEVICE=$(DEVICE) Scripts/gpu-check.sh

trust: build
	@Scripts/trust.sh $(LONG)

clean:
	@rm -rf .build .build-static .engine
