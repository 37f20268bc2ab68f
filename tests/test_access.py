"""The table of access: every address × every person × what they are answered (C1).

A new address fails here until `access_table.csv` has its rows. `pytest tests/write_access_table.py` writes what the
portal answers now: read each line against the rules (docs/architecture.md, section 4) before you commit it.
"""

from contextlib import nullcontext
from unittest import mock

import pytest

from tests.access import NO_POST, PEOPLE, answers, questions, read_table
from tests.addresses import named_addresses
from tests.one_of_everything import World

#: With POST these are asked at every address, also where the table says that none is taken: they may do most.
ASKED_EVERYWHERE = ("focal_point_a", "curator")
#: For the others only the status is found and no page made of it, which would take half of the time.
SHOWN_PAGES = ("visitor", "focal_point_a", "curator")


def test_every_address_of_the_portal_is_in_the_table():
    in_the_table = {question.address for question in read_table() if question.method == "GET"}
    assert {address.name for address in named_addresses()} == in_the_table


def test_no_row_of_the_table_expects_an_error():
    rows = read_table().items()
    assert not [question for question, row in rows if any(answer.startswith("5") for answer in row.values())]


@pytest.mark.django_db
@pytest.mark.parametrize("people", [PEOPLE[start::4] for start in range(4)], ids=" and ".join)  # for several cores
def test_everybody_is_answered_what_the_table_says(people, person, client_of):
    made = World(person)
    table = read_table()
    asked = {question for question, _path in questions(made)}
    wrong = [f"{question}: is not asked any more" for question in table if question not in asked]
    for name in people:
        wanted = asked if name in ASKED_EVERYWHERE else {*table, *(one for one in asked if one.method == "GET")}
        with (
            nullcontext()
            if name in SHOWN_PAGES
            else mock.patch("django.template.base.Template.render", return_value="")
        ):
            found = answers(made, client_of, name, wanted)
        for question, answer in found.items():
            expected = {table[question][name]} if question in table else NO_POST if question.method == "POST" else set()
            if answer not in expected:
                wrong.append(f"{name}: {question} is answered {answer}, not {' or '.join(sorted(expected))}")
    assert not wrong, "\n".join(wrong)
