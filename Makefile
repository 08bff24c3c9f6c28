# pmon's commands for people; `make help` lists them.

SWIFT := $(or $(shell command -v swift),$(wildcard /opt/swift/usr/bin/swift))
ifeq ($(SWIFT)$(filter help install install-daemon uninstall,$(MAKECMDGOALS)),)
$(error Swift is not in PATH: install Swift 6.3 or later (https://www.swift.org/install/linux/) and add its usr/bin)
endif
# Scripts and the compiler driver look for their companions in PATH.
export PATH := $(dir $(SWIFT)):$(PATH)

PMON := $(CURDIR)/.build/release/pmon
# It needs other options than pmon, so it is built apart: else each would undo what the other has built.
PMOND := $(CURDIR)/.build-daemon/release/pmond

# The C library, and the name that programs ask the loader for.
LIBRARY := $(CURDIR)/.build/library
SONAME = libpmon.so.0

# One file without any library: it starts in 2 ms and runs on any Linux.
STATIC := -Xswiftc -static-executable -Xlinker -s

# What programs tell of their build: only linking depends on it.
FACTS = $(shell SWIFT=$(SWIFT) scripts/link-facts $(CURDIR)/.build/facts)

# Options alone are added to the main job; a subcommand takes its place.
ARGS ?=
RUN = $(if $(filter-out -%,$(firstword $(ARGS))),$(ARGS),watch -x $(ARGS))

FUZZ_SECONDS ?= 60

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
COMPLETIONS = bash-completion/completions/pmon zsh/site-functions/_pmon \
  fish/vendor_completions.d/pmon.fish
MANUAL = $(notdir $(wildcard Documentation/man/man1/*.1))
# The daemon's, installed where it is built.
UNIT = $(DESTDIR)$(PREFIX)/lib/systemd/system/pmond.service
GROUPS = $(DESTDIR)$(PREFIX)/lib/sysusers.d/pmon.conf
EXAMPLE = $(SHARE)/doc/pmon/examples/pmond.yaml
DAEMON_MANUAL = $(SHARE)/man/man8/pmond.8 $(SHARE)/man/man5/pmond.yaml.5
# The C library's, installed where it is built.
LIBDIR = $(PREFIX)/lib
HEADER = $(DESTDIR)$(PREFIX)/include/pmon.h
PKGCONFIG = $(DESTDIR)$(LIBDIR)/pkgconfig/libpmon.pc
LIBRARY_MANUAL = $(SHARE)/man/man3/libpmon.3

.DEFAULT_GOAL := help
.PHONY: help setup build daemon daemon-static library deb test-deb tarball test-tarball run test test-kernels lint docs \
  check-tutorials man install install-programs install-daemon install-library uninstall fuzz bench bench-filter bench-hub bench-connector \
  bench-scale bench-guards bench-journal bench-feed bench-hot-path check-instructions clean

help: ## This list
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 21
	@echo
	@echo '  make run ARGS="--for 10s --json"       pmon watch -x --for 10s --json'
	@echo '  make run ARGS="stat -e all --for 10s"  pmon stat -e all --for 10s'

setup: ## Install the Debian packages that are missing; needs root only then
	@scripts/install-packages

build: setup ## Build the release, one static binary: .build/release/pmon
	$(SWIFT) build -c release --product pmon $(STATIC) $(FACTS)

daemon: setup ## Build the monitor daemon: .build-daemon/release/pmond
	$(SWIFT) build -c release --product pmond --static-swift-stdlib -Xlinker -s \
	  --scratch-path .build-daemon $(FACTS)

# Needs no library at all, so that it runs on any Linux.
daemon-static: daemon
	SWIFT=$(SWIFT) scripts/link-static

deb: build daemon ## Build a Debian package in .build/packages
	@scripts/install-packages package
	@SWIFT=$(SWIFT) scripts/build-deb

test-deb: deb ## Install, use, upgrade and purge the package in a minimal Debian 12; needs root and the network
	@scripts/install-packages package
	scripts/test-deb "$$(ls -t .build/packages/pmon_*.deb | head -n 1)"

tarball: build daemon-static ## Build an archive for any Linux in .build/packages, of programs without libraries
	@scripts/install-packages package
	@SWIFT=$(SWIFT) scripts/build-tarball

test-tarball: tarball ## Run the archive's programs in minimal systems of Debian 11 and 13; needs root and the network
	scripts/test-tarball "$$(ls -t .build/packages/pmon-*.tar.gz | head -n 1)"

# It takes the objects of pmon's build, so it takes little time. Symbols of an archive would stay hidden, hence ld -r.
library: setup ## Build the C library: .build/library/libpmon.so
	$(SWIFT) build -c release --product CInterface $(STATIC)
	mkdir -p $(LIBRARY)
	ld.lld -r --whole-archive .build/release/libCInterface.a -o $(LIBRARY)/libpmon.o
	swiftc -emit-library -static-stdlib -use-ld=lld -o $(LIBRARY)/$(SONAME) $(LIBRARY)/libpmon.o -Xlinker --gc-sections -Xlinker -s \
	  -Xlinker -soname=$(SONAME) -Xlinker --version-script=packaging/library/libpmon.map -Xlinker -z -Xlinker nodelete
	rm $(LIBRARY)/libpmon.o $(LIBRARY)/*.autolink
	ln -sf $(SONAME) $(LIBRARY)/libpmon.so

run: build ## Print abnormal deaths as they happen; ARGS="..." for something else
	@exec $(PMON) $(RUN)

# One after the other: most tests watch the same kernel, and some load it.
test: build library ## Run all tests, the end-to-end ones on the release
	-@scripts/install-packages optional
	PMON_BINARY=$(PMON) PMON_LIBRARY=$(LIBRARY)/libpmon.so $(SWIFT) test --no-parallel

test-kernels: build ## Run the release on Debian's 6.1 and 6.12 kernels under QEMU
	$(SWIFT) build -c release --product HubDifferential $(STATIC)
	$(SWIFT) build -c release --product ConnectorProbe $(STATIC)
	scripts/test-kernels $(PMON) --differential $(CURDIR)/.build/release/HubDifferential \
	  --connector $(CURDIR)/.build/release/ConnectorProbe

lint: ## Check format and imports
	$(SWIFT) format lint --strict -r Package.swift Sources Tests Fuzz Benchmarks Examples/swift/Package.swift \
	  Examples/swift/Sources
	@scripts/check-imports

docs: setup ## Build the documentation of the libraries: .build/docs
	@scripts/install-packages documentation
	scripts/build-docs

check-tutorials: build ## Hold the tutorials to what they show
	scripts/check-tutorials $(PMON)

man: setup ## Write the manual pages anew, from help and Documentation/man/*.mdoc
	PMON_UPDATE_SNAPSHOTS=1 $(SWIFT) test --filter pmonTests.ManualTests

# It builds nothing, so that root need not have Swift: make build && sudo make install
install: install-programs ## Install what was built, manuals, completions, unit, header; PREFIX=/usr/local, DESTDIR=
	if test -x $(LIBRARY)/$(SONAME); then $(MAKE) --no-print-directory install-library; fi

# What packages have, whatever else was built.
install-programs:
	@test -x $(PMON) || { echo 'There is no pmon to install yet: make build' >&2; exit 1; }
	install -D -m 755 $(PMON) $(DESTDIR)$(PREFIX)/bin/pmon
	install -d $(SHARE)/man/man1 $(addprefix $(SHARE)/,$(dir $(COMPLETIONS)))
	install -m 644 Documentation/man/man1/*.1 $(SHARE)/man/man1
	set -e; for file in $(COMPLETIONS); do \
	  $(PMON) --generate-completion-script "$${file%%[-/]*}" >"$(SHARE)/$$file"; \
	  chmod 644 "$(SHARE)/$$file"; \
	done
	if test -x $(PMOND); then $(MAKE) --no-print-directory install-daemon; fi

# /etc is the administrator's: nothing is put there, and nothing of it is taken away.
install-daemon:
	install -D -m 755 $(PMOND) $(DESTDIR)$(PREFIX)/sbin/pmond
	install -d $(dir $(UNIT))
	sed 's|^ExecStart=/usr/sbin/|ExecStart=$(PREFIX)/sbin/|' packaging/systemd/pmond.service >$(UNIT)
	chmod 644 $(UNIT)
	install -D -m 644 packaging/sysusers.d/pmon.conf $(GROUPS)
	install -D -m 644 packaging/pmond.yaml $(EXAMPLE)
	set -e; for file in $(DAEMON_MANUAL); do \
	  install -d "$${file%/*}"; \
	  sed 's,/usr/local/\(lib\|share\)/,$(PREFIX)/\1/,' "Documentation/man/$${file##*/man/}" >"$$file"; \
	  chmod 644 "$$file"; \
	done

# The loader knows what is in /usr/local/lib once ldconfig has looked there.
install-library:
	install -D -m 755 $(LIBRARY)/$(SONAME) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libpmon.so
	install -D -m 644 Sources/CPmon/pmon.h $(HEADER)
	install -d $(dir $(PKGCONFIG))
	sed -e 's|^prefix=.*|prefix=$(PREFIX)|' -e 's|^libdir=.*|libdir=$(LIBDIR)|' packaging/library/libpmon.pc >$(PKGCONFIG)
	chmod 644 $(PKGCONFIG)
	install -D -m 644 Documentation/man/man3/libpmon.3 $(LIBRARY_MANUAL)
	if test -z "$(DESTDIR)" && test "$$(id -u)" = 0; then ldconfig; fi

uninstall: ## Remove what make install has installed; the same PREFIX and DESTDIR
	rm -f $(DESTDIR)$(PREFIX)/bin/pmon $(addprefix $(SHARE)/,$(COMPLETIONS)) \
	  $(addprefix $(SHARE)/man/man1/,$(MANUAL)) $(DESTDIR)$(PREFIX)/sbin/pmond $(UNIT) \
	  $(GROUPS) $(EXAMPLE) $(DAEMON_MANUAL) $(DESTDIR)$(LIBDIR)/$(SONAME) $(DESTDIR)$(LIBDIR)/libpmon.so $(HEADER) \
	  $(PKGCONFIG) $(LIBRARY_MANUAL)
	@for folder in $(SHARE)/doc/pmon/examples $(SHARE)/doc/pmon; do \
	  if test -d $$folder; then rmdir --ignore-fail-on-non-empty $$folder; fi; \
	done

fuzz: setup ## Fuzz the codecs, FUZZ_SECONDS (60) each
	scripts/fuzz $(FUZZ_SECONDS)

bench: build ## Hold listening to everything against C programs: CPU time and latency
	$(PMON) bench --rows processes,processes-20ms,processes-at-once,c-epoll,c-batch

bench-scale: setup ## Measure how costs grow with rates, processes and listeners; draws Benchmarks/scale.svg
	$(SWIFT) build -c release --product ScaleCost --static-swift-stdlib -Xlinker -s \
	  --scratch-path .build-daemon
	.build-daemon/release/ScaleCost Benchmarks/scale.svg

bench-filter: setup ## Measure what a filter costs per event, by the stage that it is in
	$(SWIFT) build -c release --product FilterCost $(STATIC)
	.build/release/FilterCost

bench-hub: setup ## Measure what an event costs the hub, by how many listen
	$(SWIFT) build -c release --product HubCost $(STATIC)
	.build/release/HubCost

bench-connector: setup ## Measure the connector's socket: 500 clients, 10,000 listeners, one that has stopped
	$(SWIFT) build -c release --product ConnectorCost $(STATIC)
	.build/release/ConnectorCost

bench-guards: daemon ## Measure the daemon: delay from death to clean-up, memory, CPU of 100,000 registrations
	Benchmarks/guard-cost

bench-journal: setup ## Measure the journal on the disk of .build: rows per second, latencies
	$(SWIFT) build -c release --product JournalCost
	mkdir -p .build/journal-cost
	.build/release/JournalCost .build/journal-cost
	rm -r .build/journal-cost

bench-hot-path: build ## Measure what each event goes through, against its budget
	$(SWIFT) build -c release --product HotPath $(STATIC)
	.build/release/HotPath $(PMON)
	@$(SWIFT) build -c release --product HotPath --scratch-path .build/dynamic >/dev/null
	@scripts/count-allocations .build/dynamic/release/HotPath

check-instructions: build ## Fail where the hot path takes more instructions than Benchmarks/instructions.txt
	$(SWIFT) build -c release --product HotPath $(STATIC)
	scripts/check-instructions .build/release/HotPath $(PMON)

bench-feed: setup ## Measure what live events cost by the number of their readers
	$(SWIFT) build -c release --product FeedCost
	.build/release/FeedCost

clean: ## Remove everything that was built
	$(SWIFT) package clean
	rm -rf .build/fuzz .build/guard-cost .build/documentation .build/docs .build/library .build/packages .build/roots \
	  .build-daemon Examples/swift/.build
