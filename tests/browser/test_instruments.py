"""The instruments of the browser tests themselves: what they must see on a bad page, they see."""

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.looking import Looking

pytestmark = [pytest.mark.rest, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAD = """<title>Ohne Namen</title><h1>Eins</h1><h1>Zwei</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<div style="width: 5000px">breit</div>"""
BLIND = """<style>a, a:focus { outline: none; box-shadow: none }</style><a href="#x">Los</a>"""


def test_looking_sees_what_is_wrong_with_a_page(page, axe):
    look = Looking(page, axe)
    page.set_content(BAD)
    page.evaluate("console.error('kaputt')")
    look.at("schlecht", 360)
    found = "\n".join(look.complaints)
    for sign in ("2 headings", "title 'Ohne Namen'", "px wide: DIV", "image-alt", "html-has-lang", "kaputt"):
        assert sign in found


def test_keyboard_sees_a_focus_that_nobody_sees_and_finds_only_what_is_there(page):
    keys = Keyboard(page)
    page.set_content(BLIND)
    keys.to("Los")
    assert "no focus to be seen on 'Los'" in keys.complaints[0]
    with pytest.raises(AssertionError, match="nothing is called 'Weg'"):
        keys.to("Weg")
