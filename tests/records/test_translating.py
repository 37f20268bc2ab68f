"""Translations in a lane of their own: at once, beside the owner's draft, kept until the owner writes the language."""

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.outbox.models import OutboxItem
from chm_portal.records import publication, submission, translating
from chm_portal.records.models import Record, Translation
from chm_portal.records.refusals import ChangedMeanwhile, NotYours, Refusal
from tests import world

pytestmark = pytest.mark.django_db
FRENCH = {
    "title": "Guide des stratégies nationales",
    "summary": "Ce guide explique pas à pas comment un pays écrit sa stratégie nationale pour la biodiversité. " * 2,
}


@pytest.fixture
def record(person) -> Record:
    return world.published(person("focal_point_a"), person("curator"))


def live(record: Record):
    return record.kind_of.model.objects.get(pk=record.pk)


def address(record: Record, language: str = "fr") -> str:
    return reverse("records:record_translate", args=[record.pk, language])


def test_the_secretariat_translates_and_readers_see_it_at_once_marked_and_in_the_history(client, client_of, record):
    curator = client_of("curator")
    page = curator.get(address(record)).content.decode()
    assert live(record).title_en in page
    assert curator.post(address(record), FRENCH).status_code == 302
    french = client.get(f"/fr/records/{record.identifier}/").content.decode()
    assert FRENCH["title"] in french
    assert "Translated by the secretariat" in french or "secrétariat" in french
    assert f">{FRENCH['title']}<" not in client.get(f"/en/records/{record.identifier}/").content.decode()
    history = client.get(reverse("records:record_history", args=[record.identifier])).content.decode()
    assert "Translated by the secretariat: Français" in history
    assert AuditEvent.objects.filter(action="record.translated", subject=record.topic).count() == 1
    assert OutboxItem.objects.waiting().filter(kind="index", key=record.topic).exists()


def test_an_open_draft_is_not_disturbed_and_its_publication_keeps_the_translation(person, record):
    focal_point, curator = person("focal_point_a"), person("curator")
    draft = submission.open_revision(record, focal_point)
    before = draft.payload
    translating.translate(record, "fr", curator, FRENCH)
    draft.refresh_from_db()
    assert draft.payload == before
    submission.save(draft, focal_point, {"title_en": "Second edition"})
    draft = submission.submit(draft, focal_point)
    publication.publish(draft, curator, check=world.check_of(draft))
    found = live(record)
    assert (found.title_en, found.title_fr) == ("Second edition", FRENCH["title"])
    assert found.summary_fr == FRENCH["summary"].strip()
    assert [one.pk for one in translating.outdated("fr")] == [record.pk]
    translating.translate(record, "fr", curator, FRENCH)
    assert not translating.outdated("fr").exists()


def test_what_the_owner_writes_in_the_language_takes_its_place_text_by_text(person, record):
    focal_point, curator = person("focal_point_a"), person("curator")
    translating.translate(record, "fr", curator, FRENCH)
    world.revised(record, focal_point, curator, title_fr="Le guide")
    found = live(record)
    assert (found.title_fr, found.summary_fr) == ("Le guide", FRENCH["summary"].strip())
    assert list(Translation.objects.get().texts) == ["summary"]
    world.revised(record, focal_point, curator, summary_fr=FRENCH["summary"].replace("guide", "manuel"))
    assert "manuel" in live(record).summary_fr
    assert not Translation.objects.exists()
    with pytest.raises(Refusal):
        translating.translate(record, "fr", curator, FRENCH)


def test_what_the_owner_wrote_cannot_be_changed(client_of, record):
    page = client_of("curator").get(address(record, "en")).content.decode()
    assert "written everything" in page
    client_of("curator").post(address(record, "en"), {"title": "Mine"})
    assert live(record).title_en != "Mine"


def test_it_is_held_to_the_rules_of_the_kind_and_nothing_typed_is_lost(client_of, record):
    response = client_of("curator").post(address(record), {"title": "", "summary": "Trop court."})
    assert response.status_code == 422
    assert "Trop court." in response.content.decode()
    assert response.context["form"].errors.keys() == {"title", "summary"}
    assert not Translation.objects.exists()


def test_a_text_alone_can_be_taken_away_again_and_so_can_all(person, record):
    curator = person("curator")
    translating.translate(record, "fr", curator, FRENCH)
    for _time in range(2):
        assert translating.translate(record, "fr", curator, {}) is None
    assert AuditEvent.objects.filter(action="record.translated").count() == 2
    found = live(record)
    assert not found.title_fr
    assert not found.summary_fr
    assert not Translation.objects.exists()


def test_english_can_be_the_translation(person):
    focal_point, curator = person("focal_point_a"), person("curator")
    texts = {f"{name}_fr": text for name, text in FRENCH.items()}
    record = world.published(focal_point, curator, title_en="", summary_en="", **texts)
    english = {"title": "Guide to strategies", "summary": "A guide, step by step, for whoever writes a strategy. " * 3}
    translating.translate(record, "en", curator, english)
    assert live(record).title_en == "Guide to strategies"


def test_who_speaks_for_the_owner_translates_its_own_and_nobody_else(client_of, client, person, record):
    assert client_of("focal_point_a").post(address(record), FRENCH).status_code == 302
    assert not Translation.objects.get().is_secretariats
    page = client.get(f"/fr/records/{record.identifier}/").content.decode()
    assert "Traduit par le propriétaire" in page
    assert "L’original a changé depuis" not in page
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Guide, second edition")
    assert "L’original a changé depuis" in client.get(f"/fr/records/{record.identifier}/").content.decode()
    for who in ("contributor_a", "focal_point_b", "partner_contact", "member", "moderator"):
        assert client_of(who).get(address(record)).status_code == 403
    with pytest.raises(NotYours):
        translating.translate(record, "fr", person("focal_point_b"), FRENCH)


def test_two_who_translate_are_told_of_each_other(client_of, person, record):
    seen = client_of("curator").get(address(record)).context["form"]["seen"].value()
    translating.translate(record, "fr", person("focal_point_a"), FRENCH)
    with pytest.raises(ChangedMeanwhile):
        translating.translate(record, "fr", person("curator"), FRENCH, seen)
    response = client_of("curator").post(address(record), FRENCH | {"title": "Autre", "seen": seen})
    assert response.status_code == 422
    assert FRENCH["title"] in response.content.decode()
    assert "Autre" in response.content.decode()
    again = response.context["form"]["seen"].value()
    assert client_of("curator").post(address(record), FRENCH | {"title": "Autre", "seen": again}).status_code == 302


def test_what_is_withdrawn_takes_its_translations_along(person, record):
    translating.translate(record, "fr", person("curator"), FRENCH)
    publication.withdraw(record, person("focal_point_a"), "Replaced.")
    assert not Translation.objects.exists()
    assert not Record.objects.get(pk=record.pk).title_fr


def test_the_queue_by_language(client_of, person, record, django_assert_max_num_queries):
    curator, queue = client_of("curator"), reverse("records:translation_list")
    assert record.pk in [one.pk for one in curator.get(f"{queue}?language=fr").context["page_obj"]]
    translating.translate(record, "fr", person("curator"), FRENCH)
    assert not curator.get(f"{queue}?language=fr").context["page_obj"].paginator.count
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Second edition")
    with django_assert_max_num_queries(8):
        older = curator.get(f"{queue}?language=fr&which=older")
    assert [one.pk for one in older.context["page_obj"]] == [record.pk]
    assert curator.get(f"{queue}?language=xx").status_code == 404
    assert client_of("focal_point_a").get(queue).status_code == 403
