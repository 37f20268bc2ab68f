"""Writes access_table.csv anew from what the portal answers now: `pytest tests/write_access_table.py`.

It is no test and runs only when it is named. Read every changed line against the rules before you commit it.
"""

import pytest

from tests.access import PEOPLE, answers, write_table
from tests.one_of_everything import World


@pytest.mark.django_db
def test_write_access_table(person, client_of):
    made = World(person)
    write_table({name: answers(made, client_of, name) for name in PEOPLE})
