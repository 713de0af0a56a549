# Tổ Số. `make run` and `make test` need Python 3.11 or later, and nothing else.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON := $(or $(PYTHON),python3)

.PHONY: help run test check fmt build bench lock clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## Set up, load demo data, serve on http://localhost:8000 (PORT=…)
	@$(PYTHON) .ci/serve.py

test: ## Everything that is checked before a change lands; STEPS="ruff mypy" for some
	@$(PYTHON) .ci/test.py $(STEPS)

check: ## Lint and types only
	@$(PYTHON) .ci/test.py --check

fmt: ## Format, and mend what the linters can mend
	@$(PYTHON) .ci/test.py --fix

build: ## Packages and the built client
	@$(PYTHON) .ci/setup.py

bench: ## Measure the server; ARGS="--only phone" for the client
	@$(PYTHON) .ci/setup.py --for-tests && .venv/bin/python -m bench $(ARGS)

lock: ## Write the locks anew after a change of requirements*.in or package.json
	@$(PYTHON) .ci/lock.py

clean: ## Remove what was made, but no data
	rm -rf .cache .venv static/pwa/node_modules static/pwa/.svelte-kit static/pwa/build
