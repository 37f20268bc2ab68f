"""Two at once: a button pressed twice, two people in one field, two reviewers at one submission."""

import pytest

from chm_portal.records.models import Record, Revision
from tests import world
from tests.browser import steps

pytestmark = pytest.mark.browser


def test_a_button_pressed_twice_makes_one_record_and_one_submission(visitor):
    writer = visitor("contributor")
    writer.open("workspace/records/new/resource/")
    before = Record.objects.count()
    writer.page.get_by_role("button", name="Begin").dblclick()
    writer.page.wait_for_url("**/workspace/revisions/*/")
    assert Record.objects.count() == before + 1
    pk = writer.number(steps.OF_REVISION)
    revision = Revision.objects.get(pk=pk)
    world.submission.save(revision, steps.person("contributor"), world.payload(title_en="Pressed twice"))
    writer.open(f"workspace/revisions/{pk}/check/")
    writer.page.get_by_role("button", name="Submit", exact=True).dblclick()
    writer.page.wait_for_url("**/submitted/")
    writer.sees("What happens next")
    assert Revision.objects.filter(record=revision.record).count() == 1
    assert Revision.objects.get(pk=pk).state == "submitted"


def test_two_people_in_one_field_see_both_texts_and_in_two_fields_never_meet(visitor):
    revision = world.draft(steps.person("contributor"))
    path = f"workspace/revisions/{revision.pk}/sections/source/"
    first, second = visitor("contributor"), visitor("focal-point")
    first.open(path)
    second.open(path)
    second.sees("is writing in this section")
    second.follow("Write all the same")
    first.fill({"Publisher": "Publisher of the contributor"})
    first.press("Continue")
    second.fill({"Publisher": "Publisher of the focal point", "Authors": "Only the focal point"})
    second.press("Continue")
    second.sees("Somebody else changed this while you were writing.", "Publisher of the contributor")
    assert second.page.get_by_label("Publisher").input_value() == "Publisher of the focal point"
    revision.refresh_from_db()
    assert revision.payload["publisher"] == "Publisher of the contributor"
    assert revision.payload["authors"] == "Only the focal point"
    second.press("Continue")
    revision.refresh_from_db()
    assert revision.payload["publisher"] == "Publisher of the focal point"


def test_two_reviewers_get_one_decision_and_a_claim_is_taken_over_with_a_note(visitor, scripts):
    title = f"Claimed by one, decided by another, {'first' if scripts else 'second'} time"
    world.submitted(steps.person("focal-point"), title_en=title)
    first, second = visitor("curator"), visitor("curator2")
    steps.find_in_queue(first, title)
    address = first.path
    first.press("Claim it for review")
    first.sees("You claimed this")
    second.language = "en"
    second.open(address.replace("/admin/", "workspace/"))
    second.sees("Sam Sample is reviewing this")
    second.fill({"Why do you take it over?": "Sam is on leave from today."})
    second.press("Take it over")
    second.sees("You claimed this")
    steps.confirm_every_point(first)
    second.tick("Other: See the explanation.")
    second.fill({"Explanation": "Please add the French title."})
    second.press("Return with this explanation")
    second.sees("Returned.")
    first.press("Approve and publish")
    first.sees("has returned this revision already.")
    assert not Record.objects.published().filter(title_en=title).exists()
