"""Reviewing records in the browser: the secretariat's queue, check and classification, and who may not."""

import pytest
from django.urls import reverse

from chm_portal.records import publication, review, submission
from chm_portal.records.models import Record, Revision
from chm_portal.records.payload import payload_digest
from tests import world
from tests.records.pages import address

pytestmark = pytest.mark.django_db


def posted_check(page: str, revision: Revision, **changes) -> dict:
    """Return what the classification check posts when every point is ticked."""
    check = world.check_of(revision, **changes)
    ticks = {f"check-{name}-checked": "on" for name in check}
    return (
        {"seen": payload_digest(revision.payload)} | {f"check-{name}": value for name, value in check.items()} | ticks
    )


def test_the_secretariat_reviews_in_the_admin_and_in_the_workspace(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    for door in ("records", "admin"):
        queue = client_of("curator").get(reverse(f"{door}:review_queue"))
        assert reverse(f"{door}:review_detail", args=[revision.pk]) in queue.content.decode()
        assert client_of("curator").get(reverse(f"{door}:review_detail", args=[revision.pk])).status_code == 200


def test_the_queue_is_asked_for_a_title_in_any_language_or_an_identifier(client_of, person):
    first = world.submitted(person("focal_point_a"))
    world.submitted(person("focal_point_a"), title_en="Sea grass by the yard", title_fr="Herbiers marins")
    queue = reverse("admin:review_queue")

    def found(words: str) -> str:
        return client_of("curator").get(queue, {"q": words}).content.decode()

    for words in ("sea GRASS", "herbiers"):
        assert "Sea grass by the yard" in found(words)
        assert reverse("admin:review_detail", args=[first.pk]) not in found(words)
    assert "Nothing that waits fits" in found("100% hogweed")
    published = world.published(person("focal_point_a"), person("curator"))
    again = submission.open_revision(published, person("focal_point_a"))
    submission.submit(
        submission.save(again, person("focal_point_a"), {"title_en": "Anew"}).revision, by=person("focal_point_a")
    )
    assert reverse("admin:review_detail", args=[again.pk]) in found(published.identifier.lower())


def test_a_curator_returns_with_a_reason_and_the_submitter_reads_it(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    url = reverse("admin:review_return", args=[revision.pk])
    bare = client_of("curator").post(url, {"return-note": ""})
    assert bare.status_code == 422
    client_of("curator").post(url, {"return-reasons": ["duplicate"], "return-note": "See CHM-RES-SCBD-1."})
    page = client_of("focal_point_a").get(address("revision_tasks", revision.pk)).content.decode()
    assert "See CHM-RES-SCBD-1." in page
    assert "Duplicate" in page


def test_a_curator_checks_and_publishes(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    url = reverse("admin:review_publish", args=[revision.pk])
    unticked = client_of("curator").post(url, {"seen": payload_digest(revision.payload)})
    assert unticked.status_code == 422
    client_of("curator").post(url, posted_check("", revision, type="toolkit"))
    record = Record.objects.get()
    assert record.state == "published"
    told = client_of("focal_point_a").get(address("record_kept", record.pk)).content.decode()
    assert "Changed by the secretariat" in told


@pytest.mark.parametrize("who", ["contributor_a", "focal_point_b", "partner_contact", "moderator", "member"])
def test_the_wrong_people_cannot_decide(client_of, person, who):
    revision = world.submitted(person("focal_point_a"))
    for step in ("claim", "endorse", "return", "publish"):
        assert client_of(who).post(address(f"review_{step}", revision.pk), {}).status_code == 404
    assert client_of(who).get(reverse("admin:review_queue")).status_code in (302, 403)


def test_the_secretariat_classifies_without_reopening(client_of, person):
    record = world.published(person("focal_point_a"), person("curator"))
    client_of("curator").post(address("record_classify", record.pk), {"themes": ["tourism"]})
    assert "tourism" in record.themes.values_list("code", flat=True)
    assert (
        "Classified by the secretariat"
        in client_of("visitor").get(address("record_history", record.identifier)).content.decode()
    )
    assert client_of("focal_point_a").post(address("record_classify", record.pk), {}).status_code == 403


def test_a_reviewer_who_comes_second_reads_what_was_decided_and_nothing_of_the_draft(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    review.send_back(revision, person("curator"), ["incomplete"], "Say for whom it is.")
    submission.save(revision, person("focal_point_a"), {"authors": "quokkasecret"})
    page = client_of("second_curator").get(address("review_detail", revision.pk))
    assert page.status_code == 200
    assert "Say for whom it is." in page.content.decode()
    assert "quokkasecret" not in page.content.decode()


def test_a_focal_point_cannot_publish_what_the_secretariat_publishes(client_of, person):
    revision = world.submitted(person("contributor_a"))
    assert client_of("focal_point_a").post(address("review_publish", revision.pk), {}).status_code == 403


def test_what_the_secretariat_added_in_its_check_is_public_history_and_is_printed(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    check = world.check_of(revision, themes=["invasive-alien-species", "tourism"])
    record = publication.publish(revision, person("curator"), check=check)
    visitor = client_of("visitor")
    assert "Biodiversity and tourism" in visitor.get(address("record_history", record.identifier)).content.decode()
    printed = visitor.get(address("record_print", record.identifier)).content.decode()
    assert "Biodiversity and tourism" in printed
    assert f"/records/{record.identifier}/" in printed
