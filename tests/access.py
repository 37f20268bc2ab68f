"""Who is answered what at which address: asking for the table of access, and reading and writing it."""

import csv
from collections import deque
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.addresses import named_addresses, samples_of
from tests.one_of_everything import World

TABLE = Path(__file__).with_name("access_table.csv")
PEOPLE = (
    "visitor",
    "member",
    "contributor_a",
    "focal_point_a",
    "focal_point_b",
    "partner_contact",
    "moderator",
    "curator",
)
#: What a POST is answered where none is taken; rows of the table with nothing else are left out.
NO_POST = {"404", "405", "sign in", "admin sign in", "second factor"}


class Question(NamedTuple):
    """One address with one set of arguments, asked in one way."""

    address: str
    sample: str
    method: str


def questions(made: World) -> Iterator[tuple[Question, str]]:
    """Yield (question, path) for every named address: GET, and POST without data.

    The admin's own pages of a model take POST from whom they show themselves to: those are only asked to show.
    """
    for address in named_addresses():
        for sample, path in samples_of(address, made).items():
            yield Question(address.name, sample, "GET"), path
            if not address.is_of_a_model_in_the_admin:
                yield Question(address.name, sample, "POST"), path


def answers(
    made: World, client_of: Callable[[str], Client], person: str, wanted: Collection[Question] | None = None
) -> dict[Question, str]:
    """Return {question: answer} for a person, of all or the wanted; whatever a request changes is undone after it."""
    client = client_of(person)
    client.raise_request_exception = False
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    found = {}
    for question, path in questions(made):
        if wanted is not None and question not in wanted:
            continue
        client.cookies.clear()
        client.cookies.load(cookies)
        with transaction.atomic():
            response = client.get(path) if question.method == "GET" else client.post(path)
            transaction.set_rollback(True)
        if response.streaming:
            deque(response.streaming_content, maxlen=0)  # to its end: only then is the file closed
        found[question] = in_a_word(response, path)
    return found


def in_a_word(response: HttpResponse, path: str) -> str:
    """Return what is asked first ("sign in", "password again" ...), or else the status."""
    asked_at = {
        reverse("account_login"): "sign in",
        reverse("admin:login"): "admin sign in",
        reverse("account_reauthenticate"): "password again",
        reverse("mfa_reauthenticate"): "code again",
        reverse("mfa_activate_totp"): "second factor",
    }
    goes_to = response.headers.get("Location", "").partition("?")[0]
    if goes_to in asked_at and goes_to != path:
        return asked_at[goes_to]
    if path not in asked_at and any(template.name == "account/login.html" for template in response.templates):
        return "sign in"
    return str(response.status_code)


def read_table() -> dict[Question, dict[str, str]]:
    """Return {question: {person: answer}} as reviewed."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        Question(row["address"], row["sample"], row["method"]): {person: row[person] for person in PEOPLE}
        for row in rows
    }


def write_table(found: dict[str, dict[Question, str]]) -> None:
    """Write what every person was answered; rows of POST only where somebody's was taken."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "sample", "method", *PEOPLE])
        for question in sorted(found[PEOPLE[0]]):
            row = [found[person][question] for person in PEOPLE]
            if question.method == "GET" or not set(row) <= NO_POST:
                writer.writerow([*question, *row])
