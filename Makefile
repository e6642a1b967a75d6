# make briefing   the Prefect flow on seeds/, into outputs/seeds/
# make test       all tests
# Either sets .venv up first where that has not been done; PYTHON=... names another interpreter than python3.

PYTHON ?= python3
SETUP := .venv/.installed

briefing: $(SETUP)
	@.venv/bin/python -m flows.brief seeds

# The tests start some sixty processes: where bytecode is not kept, each compiles the library anew.
test: export PYTHONDONTWRITEBYTECODE =
test: $(SETUP)
	@.venv/bin/python -m pytest

$(SETUP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "$(PYTHON) is missing or older than Python 3.11; name a newer one: make PYTHON=python3.11" >&2; exit 1; }
	@echo "Setting up .venv; this takes some minutes, and is done once."
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

clean:
	rm -rf .venv .prefect build dist *.egg-info .pytest_cache .hypothesis .ruff_cache .mypy_cache

.PHONY: briefing test clean
