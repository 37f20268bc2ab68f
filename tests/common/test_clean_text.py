"""Text is cleaned where it comes in."""

from chm_portal.common.clean_text import clean_text


def test_a_title_cannot_show_something_else_than_it_says():
    assert clean_text("report\u202egnp.exe") == "reportgnp.exe"
    assert clean_text("\u2068القرار\u2069 IX/30") == "\u2068القرار\u2069 IX/30"
