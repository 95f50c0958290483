# Two commands are enough: `make demo` and `make test`. Go 1.26 is all you bring;
# what else a target needs, tools/setup.sh installs (Debian, Ubuntu) or names.

GO ?= go
# what to hand on: make demo ARGS="--people 500"
ARGS ?=
# packages tested at once; each may start a PostgreSQL of its own
TEST_AT_ONCE ?= 2

BINARY := bin/throughgate
BUILT := web/assets/built/look.css
ASSET_PACKAGES := tools/assets/node_modules/.package-lock.json
PAGE_PACKAGES := tools/pages/node_modules/.package-lock.json
STATICCHECK := $(GO) tool -modfile=tools/go.mod staticcheck

.DEFAULT_GOAL := help
.PHONY: help demo test check soak chaos assets bench schema build screenshots pages-report walkthrough messages words
.PHONY: test-go test-pages test-simulation check-format check-vet check-static check-schema

help: ## say what can be made
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: build ## everything on this machine, with invented people; stop with Ctrl-C
	@tools/setup.sh postgres
	@exec $(BINARY) demo $(ARGS)

test: test-go test-simulation test-pages ## all tests: Go with the race detector, months of releases, then the pages in Chromium

check: check-format check-vet check-static check-schema ## format, vet, staticcheck, schema, then all tests
	@$(MAKE) --no-print-directory test

soak: build ## the property tests, with 1000 cases each (or CASES=n), then 300 kills of workers (or KILLS=n), then ten simulated years
	@tools/setup.sh go compiler postgres
	tools/soak.sh "$(CASES)" "$(KILLS)"

chaos: build ## kills, outages, restarts and a full disk while the program runs; 20 minutes at most (CHAOS_KILLS=n, CHAOS_ONLY=kills,disk: fewer, or some)
	@tools/setup.sh go postgres
	$(GO) build -o bin/chaos ./internal/testkit/chaos
	@exec bin/chaos --binary $(BINARY) $(ARGS)

assets: $(BUILT) ## the styles and the script of the pages, when something they are made from changed

bench: ## docs/BENCHMARKS.md: speed and size at 30,000 and 300,000 people, each beside its floor; an hour, 20 GB (BENCH_PEOPLE=n, BENCH_ONLY=load,watch: some)
	@tools/setup.sh go postgres
	$(GO) build -o bin/bench ./internal/testkit/bench
	@exec bin/bench $(ARGS)

schema: ## write migrations/schema.sql anew from the migrations
	@tools/setup.sh go postgres
	$(GO) run ./internal/testkit/schemadump > migrations/schema.sql.new || { rm -f migrations/schema.sql.new; exit 1; }
	mv migrations/schema.sql.new migrations/schema.sql

build: $(BUILT) ## the program, as bin/throughgate
	@tools/setup.sh go
	$(GO) build -trimpath -o $(BINARY) ./cmd/throughgate

walkthrough: build ## docs/walkthrough.md: one release told word for word, from a real run
	@tools/setup.sh go postgres
	$(GO) run ./internal/testkit/walkthrough $(BINARY) > docs/walkthrough.md.new || { rm -f docs/walkthrough.md.new; exit 1; }
	mv docs/walkthrough.md.new docs/walkthrough.md

words: ## web/words/en.pot: every word of the pages, from the templates and Go, for translators
	@tools/setup.sh go
	$(GO) run ./internal/wording/collect

messages: ## docs/messages.md: every message word for word, from the golden files
	@tools/setup.sh go
	$(GO) run ./internal/testkit/messages > docs/messages.md.new || { rm -f docs/messages.md.new; exit 1; }
	mv docs/messages.md.new docs/messages.md

screenshots: build $(PAGE_PACKAGES) ## the pictures in docs/screenshots, from a fresh demo
	@tools/setup.sh postgres node20 chromium
	THROUGHGATE_BINARY=$(BINARY) tools/pages/run.sh tools/pages/screenshots.mjs

pages-report: build $(PAGE_PACKAGES) ## docs/PAGES.md: what axe finds on each page in each role, and what the page weighs
	@tools/setup.sh postgres node20 chromium
	THROUGHGATE_BINARY=$(BINARY) tools/pages/run.sh tools/pages/report.mjs

test-go: $(BUILT)
	@tools/setup.sh go compiler postgres
	$(GO) test -race -p $(TEST_AT_ONCE) -timeout 20m ./...

# without the race detector, which would make minutes of seconds; the packages'
# own tests run with it
test-simulation: build
	@tools/setup.sh postgres
	@printf '%s\n' 1 2 3 | xargs -P 3 -I SEED $(BINARY) simulate --people 200 --days 120 --seed SEED --faults heavy

test-pages: build $(PAGE_PACKAGES)
	@tools/setup.sh postgres node20 chromium
	THROUGHGATE_BINARY=$(BINARY) tools/pages/run.sh --test --test-concurrency=2 --test-reporter=spec tools/pages/*.test.mjs

check-format:
	@tools/setup.sh go
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not formatted (gofmt -w mends it):"; echo "$$unformatted"; exit 1; fi

check-vet:
	$(GO) vet ./...

check-static:
	$(STATICCHECK) ./...

check-schema:
	@tools/setup.sh postgres
	$(GO) run ./internal/testkit/schemadump -check migrations/schema.sql

$(BUILT): $(ASSET_PACKAGES) tools/assets/build.mjs tools/assets/entry.mjs
	@node tools/assets/build.mjs

$(ASSET_PACKAGES): tools/assets/package-lock.json
	@tools/setup.sh node
	@cd tools/assets && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json

$(PAGE_PACKAGES): tools/pages/package-lock.json
	@tools/setup.sh node node20
	@cd tools/pages && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json
