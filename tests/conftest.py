"""Property tests draw the same examples on every run, so that CI judges the change and not the dice.

`HYPOTHESIS_PROFILE=explore` draws new ones: run it after changing a parser, an order or a merge.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", settings(), print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
