"""What a discussion is about: attached when it is started and afterwards, taken off again, and told on every page."""

import pytest
from django.conf import settings
from django.urls import reverse

from chm_portal.notifications.models import TopicEntry
from tests import talk, world

pytestmark = pytest.mark.django_db
NEW = reverse("collaboration:thread_new")


@pytest.fixture
def record(person):
    return world.published(person("focal_point_a"), person("curator"))


def edit_page(thread) -> str:
    return reverse("collaboration:thread_edit", args=[thread.pk])


def answers_on(client, thread, query: str = "", **changed) -> dict:
    """Return what the form of a discussion would send as it is shown, with some answers changed."""
    form = client.get(edit_page(thread) + query).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (sent | changed).items() if value not in (None, False)}


def send(client, thread, **changed):
    return client.post(edit_page(thread), answers_on(client, thread, **changed))


def listed_on(topic: str) -> bool:
    return TopicEntry.objects.public_of(topic).exists()


@pytest.mark.parametrize(
    "topic", ["country:be", "theme:invasive-alien-species", "article:8", "decision:ix-30", "cycle:nr4"]
)
def test_a_moderator_attaches_a_discussion_that_exists_to_a_term_and_takes_it_off(client_of, thread, topic):
    client = client_of("moderator")
    assert send(client, thread, also=topic).status_code == 302
    assert listed_on(topic)
    assert send(client, thread, about=[]).status_code == 302
    assert not listed_on(topic)


@pytest.mark.parametrize("form", ["{0}", " {0} ", "{1}", "{2}", "/fr/records/{0}/history/"])
def test_a_record_is_named_by_its_identifier_or_its_address(client_of, thread, record, form):
    name = form.format(
        record.identifier.lower(), record.permanent_address, settings.PORTAL_ADDRESS + record.get_absolute_url()
    )
    assert send(client_of("moderator"), thread, records=name).status_code == 302
    assert listed_on(record.topic)


def test_the_address_of_the_page_can_name_what_to_attach(client_of, thread, record):
    client = client_of("moderator")
    sent = answers_on(client, thread, f"?about={record.topic}")
    assert sent["about"] == [record.topic]
    client.post(f"{edit_page(thread)}?about={record.topic}", sent)
    assert listed_on(record.topic)


def test_every_wrong_name_of_a_record_is_named_and_nothing_typed_is_lost(client_of, person, thread, record):
    draft = world.draft(person("focal_point_a"))
    typed = (
        f"{record.identifier}, CHM-RES-BE-999 https://elsewhere.example/records/CHM-RES-BE-1 nonsense {draft.record_id}"
    )
    response = send(client_of("moderator"), thread, records=typed)
    errors = response.context["form"].errors["records"]
    assert errors[0] == "No published record has the identifier CHM-RES-BE-999."
    assert "“https://elsewhere.example/records/CHM-RES-BE-1” is neither" in errors[1]
    assert "“nonsense” is neither" in errors[2]
    assert typed in response.content.decode()
    assert not listed_on(record.topic)


def test_who_starts_a_discussion_names_records_too(client_of, board, record):
    sent = {
        "board": board.slug,
        "title": "What is missing in this guide?",
        "question": "Say which chapter.",
        "language": "en",
        "closes": "2090-01-01T12:00",
        "zone": "UTC",
        "key": str(talk.uuid4()),
        "records": record.identifier,
    }
    assert client_of("moderator").post(NEW, sent).status_code == 302
    assert listed_on(record.topic)


def test_what_a_board_is_always_about_is_said_where_one_starts(client_of, board):
    talk.board("sites", title_en="National sites", topics=["theme:clearing-house-mechanism", "theme:no-such-theme"])
    page = client_of("focal_point_a").get(NEW).content.decode()
    assert "On “<bdi>National sites</bdi>” every discussion is also about:" in page
    assert "no-such-theme" not in page
    assert page.count("every discussion is also about") == 1
