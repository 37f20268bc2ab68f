"""The vocabularies in the admin."""

import re

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.common.admin import TabbedTranslationAdmin
from chm_portal.vocabularies import files
from chm_portal.vocabularies.models import Article, Audience, Country, Target, Theme

VOCABULARIES = [model for model in admin.site._registry if model._meta.app_label == "vocabularies"]
MODELS = [model._meta.model_name for model in VOCABULARIES]


@pytest.fixture
def client(client_of):
    return client_of("curator")


def listed(model: str) -> str:
    return reverse(f"admin:vocabularies_{model}_changelist")


def page_of(term) -> str:
    return reverse(f"admin:vocabularies_{term._meta.model_name}_change", args=[term.pk])


def filled(client, address: str) -> dict:
    """Return what the form of a page would post unchanged."""
    form = client.get(address).context["adminform"].form
    posted = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in posted.items() if value is not None and value is not False} | {"_save": "1"}


def test_every_vocabulary_has_an_admin(client):
    assert len(MODELS) == len(files.FILES)
    for model in MODELS:
        assert client.get(listed(model)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_few_queries_however_long_it_is(model, client, django_assert_max_num_queries):
    client.get(listed(model))
    with django_assert_max_num_queries(12):
        response = client.get(listed(model))
    assert response.context["cl"].result_count == response.context["cl"].full_result_count


@pytest.mark.parametrize("model", VOCABULARIES)
def test_a_term_has_a_page_with_a_field_for_each_language(model, client, django_assert_max_num_queries):
    term = model.objects.first()
    client.get(page_of(term))
    with django_assert_max_num_queries(16):
        response = client.get(page_of(term))
    content = response.content.decode()
    for name in ("label_ar", "label_en", "label_es", "label_fr", "label_ru", "label_zh_hans"):
        assert f'name="{name}"' in content
    assert re.search(r'<input[^>]*name="label_ar"[^>]*lang="ar" dir="rtl"', content)
    assert 'name="code"' not in content


def test_pages_of_terms_ask_no_other_host_and_hold_no_script(client):
    content = client.get(page_of(Theme.objects.first())).content.decode()
    sources = re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]*)"', content)
    assert any("tabs.js" in source for source in sources)
    assert [source for source in sources if not re.match("/[a-z]", source)] == []
    assert not re.search(r"<script(?![^>]*src=)[^>]*>", content)
    assert not re.search(r'\s(style|onclick)="', content)


def test_the_scripts_of_the_tabs_are_files_of_ours():
    media = TabbedTranslationAdmin(Theme, admin.site).media
    paths = [str(getattr(script, "_path", script)) for script in media._js]
    assert all(finders.find(path) for path in paths), paths


def test_a_list_is_searched_in_all_languages(client):
    for words in ("belgique", "Бельгия", "比利时", "بلجيكا", "be"):
        found = client.get(listed("country"), {"q": words}).context["cl"].queryset
        assert "be" in found.values_list("code", flat=True)


def test_labels_of_our_own_wording_are_found_by_language(client):
    def codes(ours: str) -> set[str]:
        return set(client.get(listed("article"), {"ours": ours}).context["cl"].queryset.values_list("code", flat=True))

    assert {"2", "8j"} <= codes("ar") and "8" not in codes("ar")
    assert "2" not in codes("fr") and "8j" in codes("fr")
    assert codes("any") | codes("none") == set(Article.objects.values_list("code", flat=True))
    assert not codes("any") & codes("none")


def test_a_corrected_label_is_saved_and_stands_in_the_audit_trail(client, person):
    theme = Theme.objects.get(code="tourism")
    posted = filled(client, page_of(theme)) | {"label_fr": "Tourisme", "ours_in": ["fr"]}
    assert client.post(page_of(theme), posted).status_code == 302
    theme.refresh_from_db()
    assert (theme.label_fr, theme.ours_in, theme.code) == ("Tourisme", ["fr"], "tourism")
    event = AuditEvent.objects.get(action="theme.changed")
    assert (event.actor, event.subject) == (person("curator"), "theme:tourism")
    assert event.details["written"]["label_fr"] == ["Diversité biologique et tourisme", "Tourisme"]
    assert set(event.details["columns"]) == {"label_fr", "ours_in"}


def test_saving_without_a_change_writes_no_audit_event(client):
    for term in (Theme.objects.first(), Country.objects.first(), Target.objects.first()):
        response = client.post(page_of(term), filled(client, page_of(term)))
        assert response.status_code == 302, response.context["errors"]
    assert not AuditEvent.objects.filter(action__endswith=".changed").exists()


def test_a_term_is_added_with_its_code(client):
    address = reverse("admin:vocabularies_audience_add")
    posted = filled(client, address) | {"code": "anglers", "label_en": "Anglers", "label_fr": "Pêcheurs"}
    response = client.post(address, posted)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Audience.objects.get(code="anglers").label_fr == "Pêcheurs"
    assert AuditEvent.objects.get(action="audience.added").subject == "audience:anglers"


def test_a_term_without_an_english_label_is_refused_in_words(client):
    address = reverse("admin:vocabularies_audience_add")
    response = client.post(address, filled(client, address) | {"code": "anglers", "label_fr": "Pêcheurs"})
    assert response.status_code == 200
    assert "label_en" in response.context["adminform"].form.errors


def test_a_theme_that_would_stand_under_itself_is_refused_in_words(client):
    theme = Theme.objects.get(code="sustainable-use")
    posted = filled(client, page_of(theme)) | {"parent": Theme.objects.get(code="tourism").pk}
    response = client.post(page_of(theme), posted)
    assert "cannot stand under itself" in str(response.context["adminform"].form.errors["parent"])


def test_terms_are_retired_and_brought_back_from_the_list(client):
    chosen = {"_selected_action": [Audience.objects.get(code="media").pk]}
    client.post(listed("audience"), chosen | {"action": "retire"})
    assert Audience.objects.get(code="media").retired
    client.post(listed("audience"), chosen | {"action": "bring_back"})
    assert not Audience.objects.get(code="media").retired
    acts = AuditEvent.objects.filter(subject="audience:media").values_list("action", flat=True)
    assert list(acts) == ["audience.brought_back", "audience.retired"]


def test_nobody_deletes_a_term_in_the_admin(client):
    media = Audience.objects.get(code="media")
    assert (
        client.post(reverse("admin:vocabularies_audience_delete", args=[media.pk]), {"post": "yes"}).status_code == 403
    )
    client.post(listed("audience"), {"action": "delete_selected", "_selected_action": [media.pk], "post": "yes"})
    assert Audience.objects.filter(code="media").exists()


@pytest.mark.parametrize("name", ["member", "focal_point_a", "moderator"])
def test_only_curators_come_in(name, client_of):
    assert client_of(name).get(listed("theme")).status_code in (302, 403)
