"""What the journeys ask for: somebody who walks through the pages."""

from typing import Any

import pytest

from tests.browser.looking import HEIGHT, WIDTHS, Looking


@pytest.fixture(params=[WIDTHS[0], pytest.param(WIDTHS[1], marks=[pytest.mark.rest, pytest.mark.turns(4)])])
def walk(request: Any, page: Any, axe: Any, settings: Any, tmp_path: Any) -> Any:
    """A way at a width, in the demonstration."""
    from tests.browser.kleinprojekt import Walk  # only here: this file is read before Django is set up

    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    page.set_viewport_size({"width": request.param, "height": HEIGHT})
    return Walk(page, Looking(page, axe))
