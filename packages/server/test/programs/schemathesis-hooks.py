"""What the fuzzer leaves alone: whatever ends the token that it comes with."""

import os

import schemathesis

# Learned from what was answered before, they would be put into paths like every other id
spared = set(os.environ["SPARED_IDS"].split())


@schemathesis.hook
def filter_case(context, case):
    return spared.isdisjoint(str(value) for value in (case.path_parameters or {}).values())
