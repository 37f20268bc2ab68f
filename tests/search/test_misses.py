"""What people searched for and did not find reaches the secretariat, without who they were (R47)."""

from datetime import timedelta

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from chm_portal.directory.models import today
from chm_portal.search import misses
from chm_portal.search.models import SearchMiss

pytestmark = pytest.mark.django_db


def ask(typed: str, times: int = 1, **headers) -> None:
    for _turn in range(times):
        Client(headers=headers).get("/en/search/", {"q": typed})


def shown(client_of) -> str:
    return client_of("curator").get(reverse("search:miss_list")).content.decode()


def test_a_question_without_an_answer_is_counted_and_shown(index, client_of):
    ask("Coral  Bleaching", 2)
    ask("coral bleaching")
    page = shown(client_of)
    assert "coral bleaching" in page
    assert SearchMiss.objects.get().times == 3


def test_what_was_asked_less_than_three_times_is_shown_to_nobody(index, client_of):
    ask("my neighbour jane doe", 2)
    assert "jane doe" not in shown(client_of)


def test_addresses_and_long_numbers_are_not_even_kept(index):
    ask("jane@example.org")
    ask("call 0032479123456")
    ask("x" * 200)
    assert not SearchMiss.objects.exists()


def test_robots_and_programs_are_not_people(index):
    ask("coral", **{"User-Agent": "Examplebot/1.0"})
    Client().get("/en/search/", {"q": "coral", "format": "json"})
    assert not SearchMiss.objects.exists()


def test_nothing_is_kept_of_who_asked():
    names = {field.name for field in SearchMiss._meta.get_fields()}
    assert names == {"id", "question", "language", "day", "times", "some_words"}
    assert not any(isinstance(field, models.ForeignKey) for field in SearchMiss._meta.get_fields())


def test_a_day_has_an_end(index, monkeypatch):
    monkeypatch.setattr(misses, "MOST_A_DAY", 2)
    for word in ("coral", "mangrove", "desert"):
        ask(word)
    assert SearchMiss.objects.count() == 2


def test_old_questions_are_forgotten():
    SearchMiss.objects.create(question="old", language="en", day=today() - timedelta(days=181), times=9)
    SearchMiss.objects.create(question="new", language="en", day=today(), times=9)
    assert misses.forget_old() == 1
    assert [row["question"] for row in misses.most_missed(180)] == ["new"]


@pytest.mark.parametrize(
    ("who", "status"), [("curator", 200), ("focal_point_a", 403), ("moderator", 403), ("member", 403)]
)
def test_only_the_secretariat_reads_it(client_of, who, status):
    assert client_of(who).get(reverse("search:miss_list")).status_code == status
