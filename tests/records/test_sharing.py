"""A link by which somebody without an account reads a draft: until a day, until it is revoked, and nothing else."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.directory.models import today
from chm_portal.records import publication, sharing, submission
from chm_portal.records.models import DraftLink
from tests import world
from tests.one_of_everything import attach

pytestmark = pytest.mark.django_db
WORD = "quokkashared"


@pytest.fixture
def draft(person):
    return world.draft(person("contributor_a"), title_en=f"{WORD} title")


@pytest.fixture
def link(draft, person) -> DraftLink:
    return sharing.share(draft, person("contributor_a"), "Dr Quokkanote of the ministry", today() + timedelta(days=14))


def make(client, draft, **answers):
    return client.post(reverse("records:draft_links", args=[draft.pk]), answers)


def test_the_team_makes_a_link_and_a_stranger_reads_the_draft_with_it(client, client_of, draft):
    contributor = client_of("contributor_a")
    assert "Show it to somebody" in contributor.get(reverse("records:revision_tasks", args=[draft.pk])).content.decode()
    response = make(contributor, draft, note="Dr Quokkanote", ends_on=(today() + timedelta(days=90)).isoformat())
    assert response["Location"] == reverse("records:draft_links", args=[draft.pk])
    link = DraftLink.objects.get()
    assert link.get_absolute_url() in contributor.get(response["Location"]).content.decode()
    page = client.get(link.get_absolute_url())
    assert page.status_code == 200
    assert f"{WORD} title" in page.content.decode()
    assert "Quokkanote" not in page.content.decode()
    assert set(client.cookies) == set()
    assert AuditEvent.objects.filter(action="draft_link.made", subject=draft.record.topic).count() == 1


def test_no_search_engine_cache_or_other_site_learns_of_it(client, link):
    page = client.get(link.get_absolute_url())
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert 'rel="canonical"' not in page.content.decode()


def test_with_the_link_nothing_else_can_be_reached(client, link, draft, person):
    file = attach(draft, person("contributor_a"))
    page = client.get(link.get_absolute_url()).content.decode()
    assert f'href="{file.get_absolute_url()}"' not in page
    assert "/workspace/revisions/" not in page
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.post(link.get_absolute_url()).status_code == 405
    assert client.get(reverse("records:revision_read", args=[draft.pk])).status_code == 302
    assert client.get(reverse("records:record_kept", args=[draft.record_id])).status_code == 302


def test_it_leads_nowhere_once_it_is_revoked_which_any_of_the_team_may_do(client, client_of, link, draft):
    address = reverse("records:draft_link_revoke", args=[draft.pk, link.pk])
    for who in ("focal_point_b", "partner_contact", "curator", "member"):
        assert client_of(who).post(address).status_code == 404
    for _time in range(2):
        assert client_of("focal_point_a").post(address).status_code == 302
    assert client.get(link.get_absolute_url()).status_code == 404
    assert AuditEvent.objects.filter(action="draft_link.revoked", subject=draft.record.topic).count() == 1


def test_it_leads_nowhere_after_its_last_day(client, link):
    DraftLink.objects.update(ends_on=today())
    assert client.get(link.get_absolute_url()).status_code == 200
    DraftLink.objects.update(ends_on=today() - timedelta(days=1))
    assert client.get(link.get_absolute_url()).status_code == 404


def test_it_follows_the_draft_into_review_and_ends_with_the_decision(client, person, link, draft):
    submission.submit(draft, person("contributor_a"))
    assert client.get(link.get_absolute_url()).status_code == 200
    submission.cancel(draft, person("contributor_a"))
    assert client.get(link.get_absolute_url()).status_code == 404


def test_what_is_published_is_read_at_its_own_address(client, person):
    focal_point, curator = person("focal_point_a"), person("curator")
    revision = world.submitted(focal_point)
    link = sharing.share(revision, focal_point, "A colleague", today())
    publication.publish(revision, curator, check=world.check_of(revision))
    assert client.get(link.get_absolute_url()).status_code == 404


def test_a_link_to_one_draft_is_no_link_to_the_next(client, person, link, draft):
    other = world.draft(person("contributor_a"), title_en="quokkaother title")
    assert "quokkaother" not in client.get(link.get_absolute_url()).content.decode()
    assert client.get(reverse("records:draft_shared", args=[str(other.pk)])).status_code == 404


@pytest.mark.parametrize(
    "forge", [lambda key: key.hex, lambda key: signing.Signer().sign(key.hex), lambda key: "a:b", lambda key: ":" * 50]
)
def test_a_forged_link_is_not_found(client, link, forge):
    assert client.get(reverse("records:draft_shared", args=[forge(link.key)])).status_code == 404


@pytest.mark.parametrize("days", [-1, 91, 10_000])
def test_an_end_is_asked_within_90_days_and_nothing_typed_is_lost(client_of, draft, days):
    ends_on = (today() + timedelta(days=days)).isoformat()
    response = make(client_of("contributor_a"), draft, note="My colleague", ends_on=ends_on)
    assert response.status_code == 422
    assert "at most 90 days ahead" in response.content.decode()
    assert 'value="My colleague"' in response.content.decode()
    assert not DraftLink.objects.exists()


def test_only_the_team_sees_the_links(client_of, draft, link):
    address = reverse("records:draft_links", args=[draft.pk])
    for who in ("focal_point_b", "partner_contact", "curator", "moderator", "member"):
        assert client_of(who).get(address).status_code == 404
        assert make(client_of(who), draft, note="x", ends_on=today().isoformat()).status_code == 404
    assert "Quokkanote" in client_of("focal_point_a").get(address).content.decode()


def test_links_of_a_draft_are_bounded(draft, person, monkeypatch):
    monkeypatch.setattr(sharing, "LIVE_AT_MOST", 1)
    sharing.share(draft, person("contributor_a"), "One", today())
    with pytest.raises(sharing.Refusal):
        sharing.share(draft, person("contributor_a"), "Two", today())


def test_while_its_service_is_switched_off_it_leads_nowhere(client, link, settings):
    settings.PORTAL_SERVICES = ("collaboration", "reporting", "country_profiles")
    assert client.get(link.get_absolute_url()).status_code == 404


def test_a_shared_draft_is_read_in_six_queries(client, link, django_assert_max_num_queries):
    client.get(link.get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get(link.get_absolute_url())


def test_the_list_of_links_costs_the_same_with_1_and_with_11(client_of, link, person, django_assert_max_num_queries):
    team, address = client_of("contributor_a"), reverse("records:draft_links", args=[link.revision_id])
    team.get(address)
    with django_assert_max_num_queries(10) as few:
        team.get(address)
    for number in range(10):
        sharing.share(link.revision, person("contributor_a"), f"Colleague {number}", today())
    with django_assert_max_num_queries(len(few)):
        team.get(address)
