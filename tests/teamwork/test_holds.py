"""Somebody is writing here: told, never enforced, and over by itself (R40)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.teamwork.models import SectionHold
from tests import world
from tests.people import make_person
from tests.records.pages import hidden_inputs

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(person):
    return world.draft(person("contributor_a"))


def section(draft, slug="subject", name="revision_section") -> str:
    return reverse(f"records:{name}", args=[draft.pk, slug])


def text(response) -> str:
    return response.content.decode()


def first_section(draft) -> str:
    return draft.kind_of.form.sections[0][0]


def test_who_opens_a_section_after_somebody_reads_it_and_sees_who_writes(client_of, draft):
    slug = first_section(draft)
    assert "<textarea" in text(client_of("contributor_a").get(section(draft, slug)))
    page = text(client_of("focal_point_a").get(section(draft, slug)))
    assert "Contributor A</bdi> is writing in this section" in page
    assert "Guide to national strategies" in page  # it can be read
    assert "<textarea" not in page
    tasks = text(client_of("focal_point_a").get(reverse("records:revision_tasks", args=[draft.pk])))
    assert "Contributor A is writing here." in tasks
    mine = text(client_of("focal_point_a").get(reverse("records:record_list")))
    assert "Contributor A</bdi> is writing in the section" in mine
    workspace = text(client_of("focal_point_a").get(reverse("country_profiles:party_workspace", args=["be"])))
    assert "Contributor A</bdi> is writing in the section" in workspace


def test_one_may_write_all_the_same_and_both_texts_are_kept(client_of, draft):
    slug = first_section(draft)
    first, second = client_of("contributor_a"), client_of("focal_point_a")
    opened = hidden_inputs(text(first.get(section(draft, slug))))
    beside = text(second.get(section(draft, slug), {"write": "yes"}))
    assert "is writing in this section" in beside
    kept = {"summary_en": world.SUMMARY, "type": "guideline"}
    second.post(section(draft, slug) + "?write=yes", hidden_inputs(beside) | kept | {"title_en": "Of the second"})
    conflict = text(first.post(section(draft, slug), opened | kept | {"title_en": "Of the first"}))
    assert "Somebody else changed this while you were writing." in conflict
    assert "Of the first" in conflict
    assert "Of the second" in conflict


def test_saving_and_leaving_give_the_section_free(client_of, draft):
    client = client_of("contributor_a")
    client.get(section(draft))
    client.post(section(draft), {"next": "tasks"})
    assert not SectionHold.objects.exists()
    client.get(section(draft))
    client.post(section(draft, name="section_turn"), {"act": "leave"})
    assert not SectionHold.objects.exists()


def test_a_hold_is_over_after_a_quarter_of_an_hour(client_of, draft, time_machine):
    client_of("contributor_a").get(section(draft))
    hold = SectionHold.objects.get()
    time_machine.move_to(hold.until + timedelta(seconds=1))
    page = text(client_of("focal_point_a").get(section(draft)))
    assert "is writing in this section" not in page
    hold.refresh_from_db()
    assert hold.user.name == "Focal Point A"


def test_who_asks_gets_it_with_the_next_save_and_the_writer_hears_of_it(client_of, person, draft, letters):
    writer, asker = client_of("contributor_a"), client_of("focal_point_a")
    writer.get(section(draft))
    letters.clear()
    for _ in range(2):
        asker.post(section(draft, name="section_turn"), {"act": "ask"})
    [letter] = letters
    assert letter.to == [person("contributor_a").email]
    answer = writer.post(section(draft), {"next": "tasks"}, follow=True)
    assert "Focal Point A had asked for this section and has it now." in text(answer)
    assert SectionHold.objects.get().user == person("focal_point_a")


def test_the_focal_point_takes_over_at_once_on_record_and_a_contributor_cannot(client_of, person, draft):
    client_of("focal_point_a").get(section(draft))
    turn = section(draft, name="section_turn")
    assert client_of("contributor_a").post(turn, {"act": "take"}).status_code == 403
    assert SectionHold.objects.get().user == person("focal_point_a")
    SectionHold.objects.update(user=person("contributor_a"))
    client_of("focal_point_a").post(turn, {"act": "take"})
    assert SectionHold.objects.get().user == person("focal_point_a")
    event = AuditEvent.objects.get(action="section.taken_over")
    assert event.details["of"] == person("contributor_a").pk


def test_other_parties_have_no_turn(client_of, draft):
    for act in ("leave", "ask", "take"):
        answer = client_of("focal_point_b").post(section(draft, name="section_turn"), {"act": act})
        assert answer.status_code == 404


def test_a_section_that_somebody_has_left_the_team_with_is_passed_to_nobody(client_of, person, draft):
    writer = client_of("contributor_a")
    writer.get(section(draft))
    gone = make_person("gone")
    SectionHold.objects.update(asked_by=gone)
    writer.post(section(draft), {"next": "tasks"})
    assert not SectionHold.objects.exists()


def test_who_writes_sees_on_the_page_that_a_colleague_has_asked(client_of, draft):
    writer = client_of("contributor_a")
    writer.get(section(draft))
    sentence = "Focal Point A</bdi> has asked for this section"
    assert sentence not in text(writer.get(section(draft)))
    client_of("focal_point_a").post(section(draft, name="section_turn"), {"act": "ask"})
    assert sentence in text(writer.get(section(draft)))
    tasks = text(writer.get(reverse("records:revision_tasks", args=[draft.pk])))
    assert "Focal Point A has asked for this section." in tasks
    mine = text(writer.get(reverse("records:record_list")))
    assert "Focal Point A</bdi> has asked for the section" in mine


def test_who_asked_hears_by_letter_that_the_section_is_passed_on(client_of, person, draft, letters):
    writer = client_of("contributor_a")
    writer.get(section(draft))
    client_of("focal_point_a").post(section(draft, name="section_turn"), {"act": "ask"})
    letters.clear()
    writer.post(section(draft, name="section_turn"), {"act": "leave"})
    [letter] = letters
    assert letter.to == [person("focal_point_a").email]
    assert "is yours now" in letter.subject
    assert section(draft) in letter.body
