# The front door. Everything behind it is in setup/, in Python, so that it is the same wherever make is not.
PYTHON ?= python3
COMMANDS := run test setup local-model fmt lock bench env certificate sbom weaknesses compose-test chart-test clean help

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help

$(COMMANDS):
	@$(PYTHON) -m setup $@
