"""The README shows what the demo really prints."""

from __future__ import annotations

from tests.docs import demo_output


def test_readme_shows_the_demo() -> None:
    assert demo_output.steady(demo_output.shown()) == demo_output.steady(demo_output.printed()), "run `make docs`"
