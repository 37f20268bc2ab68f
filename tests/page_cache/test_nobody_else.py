"""Nothing of a person is kept or given to another: everybody walks everywhere first, then visitors do (C19)."""

import re

import pytest
from django.test import Client

from chm_portal.page_cache.pages import pages
from tests.access import answers, questions, read_table
from tests.one_of_everything import World
from tests.test_private_words import WORDS, exits, public_record

pytestmark = pytest.mark.django_db
__all__ = ["public_record"]
#: What is another one each time a page is made: the token and the stamp of a form.
OF_THE_MOMENT = re.compile(rb'name="(?:csrfmiddlewaretoken|\w*stamp\w*)" value="[^"]*"')


def shown(client: Client, path: str) -> tuple[int, bytes]:
    """Return (status, text) of an answer, without what is another one each time."""
    response = client.get(path)
    return response.status_code, OF_THE_MOMENT.sub(b"", response.getvalue())


def test_after_others_were_everywhere_visitors_get_what_they_get_without_a_memory(person, client_of, keeping, settings):
    made, table = World(person), read_table()
    asked = {question: path for question, path in questions(made) if question.method == "GET"}
    is_open = {question: path for question, path in asked.items() if table[question]["visitor"] == "200"}
    answers(made, client_of, "curator", asked.keys())
    answers(made, client_of, "contributor_a", is_open.keys())
    assert len(pages) == 0
    paths = [path for path in is_open.values() if not path.endswith(".xlsx")]  # those say when they were made
    filled, kept = [{path: shown(Client(), path) for path in paths} for _time in range(2)]
    assert len(pages) > 60
    settings.PAGE_CACHE_BYTES = 0
    assert {path for path in paths if not filled[path] == kept[path] == shown(Client(), path)} == set()


def test_private_words_are_in_no_page_that_is_kept(public_record, client_of, keeping):
    addresses = exits(public_record)
    for name in ("contributor_a", "focal_point_a", "curator"):
        client = client_of(name)
        for address in addresses:
            if "q=" not in address:
                client.get(address).getvalue()
    assert len(pages) == 0
    for address in addresses:
        Client().get(address).getvalue()
    assert len(pages) > 60
    for page in pages._pages.values():
        text = page.content.decode()
        assert not [word for word in WORDS.values() if f"{word} title" in text]
        assert "csrfmiddlewaretoken" not in text
