"""A unique word in everything that is not public is found in no public exit (R34; control C2)."""

import pytest
from django.urls import reverse

from chm_portal.records import publication, submission
from chm_portal.records.models import Record
from tests import world
from tests.test_public_pages import pages_of

pytestmark = pytest.mark.django_db
WORDS = {
    "draft": "quokkadraft",
    "submitted": "quokkasubmitted",
    "endorsed": "quokkaendorsed",
    "returned": "quokkareturned",
    "cancelled": "quokkacancelled",
    "change": "quokkachange",
    "withdrawn": "quokkawithdrawn",
}


@pytest.fixture
def public_record(person, index, drain_outbox):
    """One public record, and beside it something private in every state."""
    focal_point, contributor, curator = person("focal_point_a"), person("contributor_a"), person("curator")
    titles = {
        state: {"title_en": f"{word} title", "summary_en": f"{word} {world.SUMMARY}", "authors": word}
        for state, word in WORDS.items()
    }
    world.draft(contributor, **titles["draft"])
    world.submitted(contributor, **titles["submitted"])
    world.submitted(focal_point, **titles["endorsed"])
    world.returned(focal_point, curator, **titles["returned"])
    submission.cancel(world.draft(focal_point, **titles["cancelled"]), focal_point)
    record = world.published(focal_point, curator)
    submission.save(submission.open_revision(record, focal_point), focal_point, titles["change"])
    gone = world.published(focal_point, curator, **titles["withdrawn"])
    drain_outbox("index")
    publication.withdraw(gone, focal_point, "Out of date.")
    drain_outbox("index")
    return record


def exits(record: Record) -> list[str]:
    """Return every public address that could give something away, searches for the words included."""
    search = reverse("search:search")
    asked = [f"{search}?q={question}" for word in WORDS.values() for question in (word, f"%22{word}%22", word[:6])]
    machines = ["/sitemap.xml", "/sitemap-records.xml", "/healthz", "/robots.txt"]
    withdrawn = [found.get_absolute_url() for found in Record.objects.filter(state="withdrawn")]
    history = [f"{address}history/" for address in withdrawn] + [f"{address}revisions/1/" for address in withdrawn]
    return [
        address
        for address in pages_of(record) + machines + asked + withdrawn + history
        if not address.endswith(("revisions/2/changes/", "partners/iucn/"))
    ]


def test_private_words_are_found_in_no_public_exit(client, public_record):
    for address in exits(public_record):
        page = client.get(address).content.decode()
        asked = next((word for word in WORDS.values() if word in address), "")
        for word in WORDS.values():
            if word != asked:
                assert word not in page, (word, address)
            else:  # the page repeats the question, and nothing but the question
                assert f"{word} title" not in page, (word, address)


@pytest.mark.parametrize("who", ["member", "focal_point_b", "partner_contact", "moderator"])
def test_other_people_who_are_signed_in_find_no_more(client_of, public_record, who):
    client = client_of(who)
    own = [reverse("records:workspace_home"), reverse("records:record_list"), reverse("records:review_queue")]
    for address in own + pages_of(public_record)[:13]:
        page = client.get(address).content.decode()
        assert not [word for word in WORDS.values() if word in page], address
