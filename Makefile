# Two commands are enough for most people: `make run` and `make test`.
PYTHON ?= python3
ARGS ?=

.PHONY: help run test check bench lock messages

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing and start site, worker and beat on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(PYTHON) -m tools.run

test: ## all tests, on PostgreSQL, on SQLite and in a browser (ARGS="-k visit" for some of them)
	@$(PYTHON) -m tools.test $(ARGS)

check: ## lint, types, import contracts, translations, migrations, deployment, HTML (ARGS=lint for one of them)
	@$(PYTHON) -m tools.check $(ARGS)

bench: ## how much work a page costs, on PostgreSQL with much data (ARGS="--beside COMMIT" compares with another build)
	@$(PYTHON) -m tools.bench $(ARGS)

lock: ## choose the newest versions inside the ranges of pyproject.toml
	@$(PYTHON) -m tools.lock

messages: ## collect the texts of the code into the catalogues and compile them (ARGS=stations for one of them)
	@$(PYTHON) -c "from tools import venv; venv.ensure(venv.DEVELOPMENT)"
	@.venv/bin/python -m tools.messages $(ARGS)
