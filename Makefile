# The commands of a working day. All of them need only Go and make; a recipe says what it does by doing it.
GO    ?= go
# Nested modules count: whoever changes one part tests the whole.
MODS  := $(patsubst %/,%,$(dir $(wildcard go.mod */go.mod */*/go.mod)))
DOCS  ?=
FUZZ  ?= 10s

.PHONY: help demo test check generate golden corpus roundtrip wire paging torture shuffled additive history soak staticcheck-corpus cassettes lines lint staticcheck fuzz race streams faults fresh

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20

demo:  ## generate a client, compile it, and call a server with it
	$(GO) run ./cmd/apigen generate --spec specs/orders.yaml --out generated/orders
	$(GO) build ./generated/orders
	$(GO) run ./generated/demo

test:  ## vet and test every module
	@set -e; for mod in $(MODS); do \
		if [ -z "$$(cd $$mod && $(GO) list ./... 2>/dev/null)" ]; then continue; fi; \
		(cd $$mod && $(GO) vet ./... && $(GO) test ./...); \
	done

check: lint fresh  ## what must hold before a commit, beside the tests; changes nothing
	$(GO) test ./internal/rooms ./golden

generate:  ## write the clients in generated/ again
	$(GO) generate ./generated/...

golden:  ## record the clients and messages in golden/ again; read the diff
	$(GO) test ./golden -update

corpus:  ## generate, compile and vet real documents: all, DOCS=wanted for a few, DOCS="a.json b.yaml"
	$(GO) run ./internal/corpus $(DOCS)

shuffled:  ## compare the clients of real documents, made twice and with the keys shuffled; DOCS as above
	$(GO) run ./internal/corpus -shuffled -runtime import $(DOCS)

additive:  ## change real documents in ways that only add; old code must compile against the new clients
	$(GO) run ./internal/additive

history:  ## replay a real history of a document: what breaks, and what is announced; HISTORY=DIR for another
	$(GO) run ./internal/history $(HISTORY)

staticcheck-corpus: staticcheck  ## check five of the largest clients
	$(GO) run ./internal/corpus -staticcheck bin/staticcheck

roundtrip:  ## send values of every schema of real documents through their types: a few, DOCS=all, DOCS="a.json b.yaml"
	$(GO) run ./internal/roundtrip $(DOCS)

wire:  ## call every operation of real documents against a server that is made of them: a few, DOCS=all, DOCS="a.json b.yaml"
	$(GO) run ./internal/wirecheck $(DOCS)

paging:  ## compare what is detected of pages with labels that were written by hand; each miss on a line
	$(GO) run ./internal/pagetruth $(DOCS)

torture:  ## run the cases of runtime/runtimetest against our clients and five others; write docs/torture.md
	cd internal/torture && $(GO) test -count=1 -parallel 16 . -args -into ../../docs/torture.md

cassettes:  ## record the tapes of generated/ again, against the servers of the tests
	$(GO) test $(patsubst %,./%,$(dir $(wildcard generated/*/cassette_test.go))) -record

lines:  ## how many lines an operation costs in generated/
	$(GO) run ./internal/corpus -lines generated

lint: staticcheck
	@unformatted=$$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l -s); \
	if [ -n "$$unformatted" ]; then echo "gofmt -s would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	bin/staticcheck ./...

staticcheck:
	cd tools && $(GO) build -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck

fresh:
	@$(GO) build -o bin/apigen ./cmd/apigen
	@stale=; for config in generated/*/apigen.yaml; do bin/apigen check --config $$config || stale=yes; done; \
	if [ -n "$$stale" ]; then echo "generated/ is stale: run make generate"; exit 1; fi

streams:  ## transfer 1 GiB each way and print the peak of memory, beside net/http by hand
	$(GO) run ./internal/streams

faults:  ## 40,000 creations over a network that fails at random points, and calls to servers that are down
	$(GO) run ./internal/faults

soak:  ## 50,000 webhooks to two processes that share a queue, one of them killed: Redis, PostgreSQL, SQLite; then acknowledgements
	cd internal/soak && $(GO) run .
	cd internal/soak && $(GO) run . -acknowledge -queue bare,memory,redis,postgresql,sqlite

race:  ## the runtime and the command under the race detector
	CGO_ENABLED=1 $(GO) test -race ./runtime/... ./cmd/...

fuzz:  ## every fuzz target, for FUZZ each
	@set -e; for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZ) $$pkg; \
		done; \
	done
