# Sampan. `make run` needs Go and nothing else; `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# The program and its tests are pure Go; only the race detector needs a C compiler.
export CGO_ENABLED := 0

PACK ?= commit
ADDR ?= 127.0.0.1:8080
PKG  ?= ./...

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X sampan/internal/app.Version=$(VERSION)

GO      := go
TOOL    := $(GO) tool -modfile=tools/go.mod
TESTENV := bin/testenv
E2E     := e2e/node_modules/.package-lock.json

## run: start the demonstration at http://localhost:8080 (PACK=example for the invented region)
.PHONY: run
run: build
	bin/sampan serve --demo --data ./data/$(PACK) --process packs/$(PACK) --addr $(ADDR)

## build: the program, bin/sampan
.PHONY: build
build:
	$(GO) build -trimpath -ldflags "$(LDFLAGS)" -o bin/sampan ./cmd/sampan

## test: every check and every test, on both databases and in the browser (PKG=./internal/... for a part)
.PHONY: test
test: setup $(TESTENV)
	@$(MAKE) --no-print-directory check; checked=$$?; \
	  $(TESTENV) -- $(GO) test -timeout 15m $(PKG); tested=$$?; \
	  [ $$checked -eq 0 ] || echo "make test: the checks before the tests failed; see above" >&2; \
	  exit $$((checked | tested))

## race: the tests under the race detector (needs cgo, that is a C compiler such as gcc)
.PHONY: race
race: setup $(TESTENV)
	@command -v $${CC:-gcc} >/dev/null || { echo "make race: the race detector needs cgo; install gcc (or set CC)" >&2; exit 1; }
	CGO_ENABLED=1 $(TESTENV) -- $(GO) test -race -timeout 40m $(PKG)

## soak: the tests with the long ones among them, on a database that syncs to disk
.PHONY: soak
soak: setup $(TESTENV)
	SAMPAN_SOAK=1 SAMPAN_TEST_PG_FSYNC=1 $(TESTENV) -- $(GO) test -count 1 -timeout 4h $(PKG)

## bench: the benchmarks, with the ratios that the design promises
.PHONY: bench
bench: setup $(TESTENV)
	$(TESTENV) -- $(GO) test -run '^$$' -bench . -benchmem -timeout 60m $(PKG)

## check: gofmt, go vet, and that the generated pages are fresh; seconds, part of `make test`
.PHONY: check
check:
	@unformatted=$$(find . -name '*.go' -not -name '*_templ.go' -not -path '*/node_modules/*' -not -path './data/*' -exec gofmt -l {} +); \
	  if [ -n "$$unformatted" ]; then echo "not gofmt'ed:" >&2; echo "$$unformatted" >&2; exit 1; fi
	@tools/templ-fresh
	$(GO) vet ./...

## lint: golangci-lint, all of it (building it takes a minute the first time; not part of `make test`)
.PHONY: lint
lint:
	$(TOOL) golangci-lint run ./...

## generate: the Go files of the templ pages
.PHONY: generate
generate:
	$(TOOL) templ generate

## setup: install what the tests need and the machine lacks (PostgreSQL, Chromium, LibreOffice, fonts, axe-core)
.PHONY: setup
setup: $(E2E)
	@tools/setup

$(E2E): e2e/package.json e2e/package-lock.json
	@tools/setup
	npm ci --prefix e2e --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: $(TESTENV)
$(TESTENV):
	@$(GO) build -o $@ ./internal/testenv/cmd/testenv

## clean: remove what the build made (never ./data)
.PHONY: clean
clean:
	rm -rf bin e2e/node_modules e2e/out

## help: this list
.PHONY: help
help:
	@awk -F': ' '/^## /{sub(/^## /,""); n=index($$0,": "); printf "  make %-9s %s\n", substr($$0,1,n-1), substr($$0,n+2)}' Makefile
