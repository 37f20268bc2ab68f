"""What an initiative is asked, whose word it is, and what is said when an answer cannot be used (R14, R82, R89)."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from chm_portal.records import checking, kinds, publication, review, submission
from chm_portal.records.models import Record, Revision
from chm_portal.records.reading import answers, in_words
from chm_portal.records.refusals import NotYours, Refusal
from chm_portal.vocabularies.memory import vocabulary
from reporting.forms import InitiativeForm
from reporting.models import Initiative, Participant
from tests import world
from tests.people import make_organisation

pytestmark = pytest.mark.django_db
KIND = {"kind": "initiative"}


def errors_of(**answers) -> dict:
    form = InitiativeForm(world.initiative_payload(**answers))
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def test_an_initiative_does_not_end_before_it_begins():
    assert errors_of(start="2012", end="2011-12") == {"end": ["The initiative ends before it begins."]}
    assert errors_of(start="2012-04", end="2012") == {}
    assert errors_of(start="", end="2012") == {}


def test_title_summary_status_scope_and_theme_are_all_that_it_must_have():
    assert set(InitiativeForm({}).errors) == {"title_en", "summary_en", "status", "extent", "themes", "is_public"}


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1500000", "1500000"),
        ("1 500 000", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500.000", "1500000"),
        ("1\u202f500\u202f000", "1500000"),
        ("١٥٠٠٠٠٠", "1500000"),
        ("007", "7"),
    ],
)
def test_an_amount_is_understood_however_people_group_its_digits(typed, digits):
    form = InitiativeForm(world.initiative_payload(budget=typed))
    assert form.is_valid()
    assert form.normal_payload()["budget"] == digits


@pytest.mark.parametrize(
    "typed", ["-5", "0", "1e9", "1,5", "12,34,567", "1,500.000", "much", "∞", "²", "5 EUR", "9" * 16, "1" * 5000, 7.5]
)
def test_what_is_no_amount_is_named_and_nothing_breaks(typed):
    assert list(errors_of(budget=typed)) == ["budget"]


def test_budget_and_currency_belong_together():
    assert errors_of(currency="") == {"currency": ["Say in which currency the budget is."]}
    assert errors_of(budget="") == {"budget": ["Write the amount, or take the currency out."]}
    assert errors_of(budget="", currency="") == {}
    assert list(errors_of(currency="euro")) == ["currency"]
    form = InitiativeForm(world.initiative_payload(currency=" eur "))
    assert form.is_valid()
    assert form.normal_payload()["currency"] == "EUR"


def test_a_partner_is_one_of_the_directory_or_a_name_and_the_row_is_named_where_it_is_neither():
    make_organisation("iucn")
    rows = [{"organisation": "iucn", "name": "also this"}, {"organisation": "", "name": "Village council"}]
    form = InitiativeForm(world.initiative_payload(partners=rows))
    assert form.is_valid()
    assert form.cleaned_data["partners"][0] == {"organisation": "iucn", "name": ""}
    assert errors_of(partners=[{"organisation": "nobody", "name": ""}])["partners"][0].startswith("Partner 1, ")
    assert list(errors_of(partners=[{"organisation": "", "name": ""}])) == ["partners"]
    assert list(errors_of(lead="nobody")) == ["lead"]


def test_an_organisation_that_nobody_approved_is_no_partner():
    make_organisation("waits", state="proposed")
    assert list(errors_of(lead="waits")) == ["lead"]


def test_the_database_says_the_same_as_the_form(person):
    record = world.registered(person("focal_point_a"), **KIND)
    live = Initiative.objects.filter(pk=record.pk)
    for wrong in ({"start": "2012", "end": "2011"}, {"currency": ""}, {"currency": "eur"}, {"budget": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            live.update(**wrong)


def test_a_focal_point_writes_from_the_first_page_to_the_published_one(client_of):
    client = client_of("focal_point_a")
    started = client.post(reverse("records:record_start", args=["initiative"]), {"owner": "party:be", "key": uuid4()})
    revision = Revision.objects.get()
    assert started["Location"] == reverse("records:revision_tasks", args=[revision.pk])
    posted = {
        "about": {"title_en": "Hedges for bees", "summary_en": "Farmers plant hedges.", "status": "under-way"},
        "place": {"extent": "local", "start": "2010/4", "end": ""},
        "people": {
            **{"lead_name": "Ministry of Farms", "budget": "1 500 000", "currency": "eur"},
            **{"partners-rows": "1", "partners-0-organisation": "", "partners-0-name": "Beekeepers' union"},
            **{"funders-rows": "1", "funders-0-name": "Fund for Nature"},
        },
        "results": {"achieved_en": "Forty kilometres."},
        "subject": {"themes": ["agricultural-biodiversity"]},
        "rights": {"is_public": "on"},
    }
    for section, fields in posted.items():
        answer = client.post(reverse("records:revision_section", args=[revision.pk, section]), fields)
        assert answer.status_code == 302, section
    check = client.get(reverse("records:revision_check", args=[revision.pk])).content.decode()
    assert "Beekeepers&#x27; union" in check
    assert "Submit and publish" in check
    client.post(reverse("records:revision_check", args=[revision.pk]))
    live = Initiative.objects.published().get()
    assert (live.identifier, live.start, live.budget, live.currency) == ("CHM-INI-BE-1", "2010-04", 1500000, "EUR")
    page = client.get(live.get_absolute_url()).content.decode()
    for text in ("Hedges for bees", "Beekeepers&#x27; union", "Fund for Nature", "1,500,000 EUR", "Forty kilometres."):
        assert text in page, text
    assert "Information provided by <bdi>Belgium</bdi>" in page


def test_an_amount_that_cannot_be_read_comes_back_as_it_was_typed(client_of, person):
    revision = world.draft(person("focal_point_a"), **KIND)
    url = reverse("records:revision_section", args=[revision.pk, "people"])
    page = client_of("focal_point_a").post(url, {"budget": "about a million", "currency": "EUR"}).content.decode()
    assert 'value="about a million"' in page
    assert "Write a whole number" in page
    revision.refresh_from_db()
    assert revision.payload["budget"] == "about a million"


def test_a_contributors_initiative_waits_for_the_focal_point_and_for_nobody_else(person, client_of):
    person("focal_point_a")  # without one a curator would decide instead
    revision = world.submitted(person("contributor_a"), **KIND)
    assert revision.state == "submitted"
    for name in ("contributor_a", "focal_point_b", "curator", "partner_contact", "moderator"):
        with pytest.raises(NotYours):
            publication.publish(revision, person(name))
        url = reverse("records:review_publish", args=[revision.pk])
        assert client_of(name).post(url).status_code in (403, 404), name
    client = client_of("focal_point_a")
    page = client.get(reverse("records:review_detail", args=[revision.pk])).content.decode()
    assert "By publishing you say for Belgium" in page
    assert "Classification check" not in page
    assert client.post(reverse("records:review_publish", args=[revision.pk])).status_code == 302
    assert Initiative.objects.published().get().identifier == "CHM-INI-BE-1"


def test_an_organisations_initiative_is_endorsed_by_its_contact_and_checked_by_the_secretariat(person, client_of):
    revision = world.submitted(person("partner_contributor"), of="partner", **KIND)
    assert (revision.state, revision.record.party_id) == ("submitted", None)
    curator = person("curator")
    with pytest.raises(Refusal):
        publication.publish(revision, curator, check=checking.as_classified(revision))
    revision = review.endorse(revision, person("partner_contact"))
    for name in ("partner_contact", "focal_point_a"):
        with pytest.raises(NotYours):
            publication.publish(revision, person(name), check=checking.as_classified(revision))
    page = client_of("curator").get(reverse("records:review_detail", args=[revision.pk])).content.decode()
    assert "Classification check" in page
    record = publication.publish(revision, curator, check=checking.as_classified(revision))
    assert record.identifier == "CHM-INI-IUCN-1"
    assert record.current.checks["themes"] == {"outcome": "confirmed", "secretariat": []}


def test_the_partner_contacts_own_initiative_waits_for_the_secretariat(person, client_of):
    revision = world.draft(person("partner_contact"), of="partner", **KIND)
    client = client_of("partner_contact")
    check = client.get(reverse("records:revision_check", args=[revision.pk])).content.decode()
    assert "Submit and publish" not in check
    client.post(reverse("records:revision_check", args=[revision.pk]))
    revision.refresh_from_db()
    assert revision.state == "endorsed"
    told = client.get(reverse("records:record_kept", args=[revision.record_id])).content.decode()
    assert "It waits for the secretariat" in told
    assert not Record.objects.published().exists()


@pytest.mark.parametrize(("party", "identifier"), [("", "CHM-INI-SCBD-1"), ("cm", "CHM-INI-CM-1")])
def test_the_secretariat_registers_one_for_a_party_or_for_none(client_of, person, party, identifier):
    client = client_of("curator")
    posted = {"owner": "secretariat", "party": party, "key": uuid4()}
    assert client.post(reverse("records:record_start", args=["initiative"]), posted).status_code == 302
    revision = submission.save(Revision.objects.get(), person("curator"), world.initiative_payload()).revision
    revision = submission.submit(revision, person("curator"))
    record = publication.publish(revision, person("curator"), check=checking.as_classified(revision))
    assert record.identifier == identifier
    assert record.is_national == bool(party)
    page = client.get(record.get_absolute_url()).content.decode()
    assert ("Registered by the secretariat from public sources" in page) == bool(party)


def test_a_report_still_needs_the_party_that_it_concerns(client_of):
    posted = {"owner": "secretariat", "party": "", "cycle": "nr4", "key": uuid4()}
    page = client_of("curator").post(reverse("records:record_start", args=["national-report"]), posted)
    assert page.status_code == 200
    assert not Revision.objects.exists()
    with pytest.raises(Refusal):
        submission.start(kinds.get("strategy"), world.owner("secretariat"), page.wsgi_request.user, uuid4())


def test_a_party_takes_over_what_the_secretariat_registered_for_it(person, client_of):
    record = world.registered(person("curator"), of="secretariat", **KIND)
    client_of("focal_point_b").post(reverse("records:record_take_over", args=[record.pk]))
    taken = Record.objects.get(pk=record.pk)
    assert (taken.owner.key, taken.identifier) == ("party:cm", record.identifier)


def test_partners_and_funders_go_with_a_withdrawal_and_change_with_a_revision(person):
    focal_point = person("focal_point_a")
    record = world.registered(focal_point, **KIND)
    record = world.revised(record, focal_point, focal_point, funders=[{"name": "Another fund"}], partners=[])
    assert [one.label for one in Participant.objects.all()] == ["Another fund"]
    publication.withdraw(record, focal_point, "It never began.")
    assert not Participant.objects.exists()


def test_history_says_which_partner_came_and_which_went(person, client):
    make_organisation("iucn", name_en="Union for Nature")
    focal_point = person("focal_point_a")
    record = world.registered(focal_point, **KIND)
    world.revised(record, focal_point, focal_point, partners=[{"organisation": "iucn", "name": ""}])
    page = client.get(reverse("records:revision_difference", args=[record.identifier, 2])).content.decode()
    assert "Union for Nature" in page
    assert "Institute of Nature Research" in page
    told = {answer.name: in_words(answer) for answer in answers(record.current)}
    assert told["funders"] == ["Fund for the Coast"]


def test_it_is_found_by_its_lead_its_partners_and_its_country_in_other_languages(client, person, index, drain_outbox):
    record = world.registered(person("focal_point_a"), **KIND)
    drain_outbox("index")
    for question in ("/en/search/?q=Ministry+of+the+Sea", "/en/search/?q=Nature+Research", "/fr/search/?q=Belgique"):
        assert record.identifier in client.get(question).content.decode(), question


def test_the_list_of_all_initiatives_is_filtered_by_status_and_goes_out_as_json_and_feed(
    client, person, index, drain_outbox
):
    focal_point = person("focal_point_a")
    world.registered(focal_point, **KIND)
    done = world.registered(focal_point, status="completed", title_en="A finished one", **KIND)
    world.registered(focal_point, kind="strategy")
    drain_outbox("index")
    url = reverse("reporting:initiative_list")
    found = client.get(f"{url}?format=json").json()
    assert found["count"] == 2
    assert {option["value"]: option["count"] for option in found["facets"]["status"]} == {
        "under-way": 1,
        "completed": 1,
    }
    assert [one["identifier"] for one in client.get(f"{url}?status=completed&format=json").json()["results"]] == [
        done.identifier
    ]
    assert done.identifier in client.get(f"{url}?format=atom").content.decode()
    assert "Completed" in client.get(url).content.decode()
    assert client.get(f"{url}?status=nonsense&format=json").json()["count"] == 2


def test_no_address_of_a_person_is_shown_and_a_message_is_passed_on(client, person):
    record = world.registered(person("focal_point_a"), **KIND)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "@example.org" not in page
    assert reverse("country_profiles:message_write", args=["be"]) in page


def test_the_page_takes_the_same_queries_with_one_partner_and_with_many(client, person, django_assert_max_num_queries):
    focal_point = person("focal_point_a")
    record = world.registered(focal_point, **KIND)
    for number in range(10):
        make_organisation(f"body-{number}")
    rows = [{"organisation": f"body-{number}", "name": ""} for number in range(10)]
    world.revised(record, focal_point, focal_point, partners=rows)
    client.get(record.get_absolute_url())
    with django_assert_max_num_queries(12):
        page = client.get(record.get_absolute_url())
    assert len(re.findall("BODY-", page.content.decode())) >= 10


def test_the_home_of_the_service_and_the_workspace_lead_to_it(client, client_of, person):
    record = world.registered(person("focal_point_a"), **KIND)
    home = client.get(reverse("reporting:home")).content.decode()
    assert reverse("reporting:initiative_list") in home
    assert record.get_absolute_url() in home
    own = client_of("contributor_a").get(reverse("country_profiles:party_workspace", args=["be"])).content.decode()
    assert f"{reverse('records:record_start', args=['initiative'])}?owner=party:be" in own
    theme = client.get(reverse("search:theme_detail", args=["invasive-alien-species"])).content.decode()
    assert record.get_absolute_url() in theme
    assert vocabulary("country")["be"].label in theme
