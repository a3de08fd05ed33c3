"""How long the property tests search: `short` in `make test`, the same each time; `fuzz` at length.

`HYPOTHESIS_PROFILE=fuzz FUZZ_EXAMPLES=5000` is what `make fuzz N=5000` says.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_ALWAYS = {
    "deadline": None,  # the machine may be busy; pytest's timeout ends what hangs
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
settings.register_profile("short", max_examples=40, derandomize=True, database=None, **_ALWAYS)
settings.register_profile(
    "fuzz", max_examples=int(os.environ.get("FUZZ_EXAMPLES", "2000")), print_blob=True, **_ALWAYS
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))
