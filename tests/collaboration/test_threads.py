"""Two at once: real threads on the real lock where posts get their numbers."""

from uuid import uuid4

import pytest

from collaboration import moderation, posting
from collaboration.models import Thread
from tests import talk
from tests.records.test_threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_posts_at_once_get_numbers_without_gap(person):
    thread = talk.thread(person("curator"), person("curator"))
    people = [person(name) for name in ("contributor_a", "focal_point_a", "focal_point_b", "partner_contact")]
    at_once(*(lambda by=by: talk.post(thread, by) for by in people))
    assert sorted(talk.posts().values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Thread.objects.get().post_count == 4


def test_a_button_pressed_five_times_at_once_makes_one_post(person):
    thread, by, key = talk.thread(person("curator"), person("curator")), person("contributor_a"), uuid4()
    posts = at_once(*(lambda: posting.write(thread, by, key, "Once.").pk for _ in range(5)))
    assert len(set(posts)) == 1
    assert talk.posts().count() == 1


def test_two_moderators_at_once_take_one_decision(person):
    thread = talk.thread(person("curator"), person("curator"), moderation_mode="before")
    post = talk.post(thread, person("contributor_a"))
    results = at_once(
        lambda: moderation.approve(post, person("curator")),
        lambda: moderation.refuse(post, person("second_curator"), "No."),
    )
    assert sum(isinstance(result, Exception) for result in results) == 1
