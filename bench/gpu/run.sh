#!/bin/sh
# Measures the diffusion engine on this machine's GPU; README.md beside it says what comes out.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/../.."
# The tokenizer, which knows a few hundred tokens, is shared with the tests.
PYTHONPATH="src:tests:bench/gpu${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONPATH
exec "${PYTHON:-python3}" bench/gpu/engine.py "$@"
