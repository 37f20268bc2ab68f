"""Loading again and again: the file is followed, people's changes are kept."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chm_portal.audit.models import AuditEvent
from chm_portal.vocabularies import files, loading
from chm_portal.vocabularies.models import Article, Audience, Country, Theme, VocabularyVersion


def outcome_of(vocabulary: str, outcomes):
    return next(outcome for outcome in outcomes if outcome.vocabulary == vocabulary)


def row_of(rows, code: str):
    return next(row for row in rows if row["code"] == code)


def set_label(code: str, language: str, text: str):
    def change(rows):
        row_of(rows, code)["label"][language] = text

    return change


def without(code: str):
    def change(rows):
        rows[:] = [row for row in rows if row["code"] != code]

    return change


def test_a_second_load_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not any(outcome.has_written for outcome in loading.load())


def test_a_forced_load_of_the_same_files_changes_nothing():
    for outcome in loading.load(force=True):
        assert (outcome.added, outcome.changed, outcome.retired, outcome.kept) == ([], [], [], [])


def test_a_new_text_in_the_file_is_loaded(folder, edit):
    edit("theme", set_label("tourism", "fr", "Tourisme"))
    outcomes = loading.load(folder)
    assert outcome_of("theme", outcomes).changed == ["tourism"]
    assert Theme.objects.get(code="tourism").label_fr == "Tourisme"
    assert outcome_of("country", outcomes).is_unchanged_file


def test_what_the_secretariat_changed_stays_and_the_rest_of_the_term_follows_the_file(folder, edit):
    theme = Theme.objects.get(code="tourism")
    theme.label_fr, theme.ours_in = "Tourisme durable", ["fr"]
    theme.save()
    edit("theme", set_label("tourism", "fr", "Tourisme"))
    edit("theme", set_label("tourism", "es", "Turismo"))
    outcome = outcome_of("theme", loading.load(folder))
    theme.refresh_from_db()
    assert (theme.label_fr, theme.ours_in, theme.label_es) == ("Tourisme durable", ["fr"], "Turismo")
    assert sorted(outcome.kept) == ["tourism.label_fr", "tourism.ours_in"]


def test_a_term_emptied_by_the_secretariat_stays_empty(folder, edit):
    Theme.objects.filter(code="tourism").update(label_ru="")
    edit("theme", set_label("tourism", "es", "Turismo"))
    loading.load(folder)
    assert Theme.objects.get(code="tourism").label_ru == ""


def test_a_file_that_comes_round_to_the_secretariats_text_leads_again(folder, edit):
    Theme.objects.filter(code="tourism").update(label_fr="Tourisme")
    edit("theme", set_label("tourism", "fr", "Tourisme"))
    loading.load(folder)
    edit("theme", set_label("tourism", "fr", "Tourisme et nature"))
    loading.load(folder)
    assert Theme.objects.get(code="tourism").label_fr == "Tourisme et nature"


def test_a_term_gone_from_the_file_is_retired_and_comes_back_with_it(folder, edit):
    rows = {}
    edit("audience", lambda all_rows: rows.update({row["code"]: dict(row) for row in all_rows}))
    edit("audience", without("media"))
    assert outcome_of("audience", loading.load(folder)).retired == ["media"]
    assert Audience.objects.get(code="media").retired
    edit("audience", lambda all_rows: all_rows.append(rows["media"]))
    loading.load(folder)
    assert not Audience.objects.get(code="media").retired


def test_a_term_gone_from_the_file_stays_if_the_secretariat_changed_it(folder, edit):
    Audience.objects.filter(code="media").update(label_en="The press")
    edit("audience", without("media"))
    outcome = outcome_of("audience", loading.load(folder))
    assert (outcome.retired, outcome.kept) == ([], ["media"])
    assert not Audience.objects.get(code="media").retired


def test_a_term_the_secretariat_retired_is_not_brought_back(folder, edit):
    Audience.objects.filter(code="media").update(retired=True)
    edit("audience", set_label("media", "en", "Journalists"))
    loading.load(folder)
    media = Audience.objects.get(code="media")
    assert media.retired and media.label_en == "Journalists"


def test_a_term_the_secretariat_added_is_left_alone(folder, edit):
    Audience.objects.create(code="anglers", label_en="Anglers")
    edit("audience", set_label("media", "en", "Journalists"))
    loading.load(folder)
    anglers = Audience.objects.get(code="anglers")
    assert not anglers.retired and anglers.label_en == "Anglers"


def test_a_row_for_a_term_the_secretariat_added_fills_only_what_is_empty(folder, edit):
    Audience.objects.create(code="anglers", label_en="Anglers")
    row = {"code": "anglers", "label": dict.fromkeys(["ar", "en", "es", "fr", "ru", "zh-hans"], "From the file")}
    edit("audience", lambda rows: rows.append(row))
    loading.load(folder)
    anglers = Audience.objects.get(code="anglers")
    assert (anglers.label_en, anglers.label_fr) == ("Anglers", "From the file")


def test_a_country_that_leaves_a_group_leaves_it_in_the_database(folder, edit):
    edit("country", lambda rows: row_of(rows, "np").pop("is_ldc"))
    loading.load(folder)
    assert not Country.objects.get(code="np").is_ldc


def test_a_theme_moves_to_another_place_in_the_tree(folder, edit):
    edit("theme", lambda rows: row_of(rows, "youth").update(parent="sustainable-use"))
    loading.load(folder)
    assert Theme.objects.get(code="youth").parent.code == "sustainable-use"


def test_a_theme_moves_under_one_that_is_new(folder, edit):
    def change(rows):
        labels = dict.fromkeys(["ar", "en", "es", "fr", "ru", "zh-hans"], "People")
        rows.insert(10, {"code": "people", "label": labels, "parent": "cross-cutting-issues"})
        row_of(rows, "youth")["parent"] = "people"

    edit("theme", change)
    outcome = outcome_of("theme", loading.load(folder))
    assert outcome.added == ["people"]
    assert Theme.objects.get(code="youth").parent.code == "people"


def test_what_was_loaded_stands_in_the_audit_trail(folder, edit):
    edit("theme", set_label("tourism", "fr", "Tourisme"))
    loading.load(folder)
    event = AuditEvent.objects.get(subject="vocabulary:theme", details__changed=["tourism"])
    assert (event.action, event.actor) == ("vocabulary.loaded", None)


def test_a_load_raises_the_version_that_other_processes_watch(folder, edit):
    before = VocabularyVersion.objects.get(pk="theme").number
    edit("theme", set_label("tourism", "fr", "Tourisme"))
    loading.load(folder)
    assert VocabularyVersion.objects.get(pk="theme").number > before


@pytest.mark.parametrize(
    ("vocabulary", "change", "complaint"),
    [
        ("theme", lambda rows: rows[4].update(code="Bad Code"), "themes.json, row 5 (Bad Code), code:"),
        (
            "theme",
            lambda rows: rows[4].update(code=rows[3]["code"]),
            "row 5 (forest-biodiversity), code: stands",
        ),
        (
            "theme",
            lambda rows: rows[1]["label"].pop("ar"),
            "(agricultural-biodiversity), label.ar: must be a text",
        ),
        ("theme", lambda rows: rows[1]["label"].update(fr=" espace"), "label.fr: must be a text, without space"),
        ("theme", lambda rows: rows[1]["label"].update(de="Agrar"), "label.de: is none of the six languages"),
        ("theme", lambda rows: rows[1]["label"].update(en="x" * 301), "label.en: is longer than 300 characters"),
        ("theme", lambda rows: rows[1].update(label=7), "label: must be a text, or an object"),
        ("theme", lambda rows: rows[1].update(parent="nowhere"), "parent: there is no 'nowhere'"),
        (
            "theme",
            lambda rows: rows.insert(0, rows.pop()),
            "there is no 'planning-and-reporting', or not before",
        ),
        ("theme", lambda rows: rows[1].update(colour="green"), "colour: is no column of this vocabulary"),
        ("theme", lambda rows: rows[1].update(ours_in=["de"]), "ours_in: cannot be ['de']"),
        (
            "country",
            lambda rows: rows[0].update(is_party="yes"),
            "row 1 (af), is_party: cannot be 'yes'",
        ),
        ("country", lambda rows: rows[0].update(party_since="1993"), "party_since: cannot be '1993'"),
        ("country", lambda rows: rows[0].pop("region"), "region: cannot be None"),
        ("target_framework", lambda rows: rows[0].update(starts=True), "starts: cannot be True"),
        ("target", lambda rows: rows[0].update(kind="wish"), "kind: cannot be 'wish'"),
        ("language", lambda rows: rows[0].update(autonym=""), "autonym: cannot be ''"),
    ],
)
def test_a_mistake_in_a_file_is_named_and_nothing_is_loaded(folder, edit, vocabulary, change, complaint):
    edit("article", set_label("1", "fr", "Buts"))
    edit(vocabulary, change)
    with pytest.raises(files.FileError) as refusal:
        loading.load(folder)
    assert complaint in str(refusal.value)
    assert Article.objects.get(code="1").label_fr == "Objectifs"


def test_all_mistakes_are_named_at_once(folder, edit):
    edit("theme", lambda rows: [rows[1]["label"].pop("ar"), rows[2].update(colour="green")])
    edit("region", lambda rows: rows[0]["label"].pop("ru"))
    with pytest.raises(files.FileError) as refusal:
        loading.load(folder)
    assert len(refusal.value.mistakes) == 3


def test_a_file_that_is_not_json_is_named(folder):
    (folder / "themes.json").write_text("[", encoding="utf-8")
    with pytest.raises(files.FileError, match=r"themes\.json"):
        loading.load(folder)


def test_the_command_says_what_it_did():
    output = StringIO()
    call_command("load_vocabularies", stdout=output)
    assert output.getvalue() == "Vocabularies: nothing to change.\n"
    Theme.objects.filter(code="tourism").update(label_fr="Tourisme")
    output = StringIO()
    call_command("load_vocabularies", force=True, verbosity=2, stdout=output)
    assert "theme: 1 kept" in output.getvalue() and "tourism.label_fr" in output.getvalue()


def test_the_command_refuses_a_wrong_file_with_its_mistakes(folder, edit, monkeypatch):
    edit("theme", lambda rows: rows[1]["label"].pop("ar"))
    monkeypatch.setattr(files, "FOLDER", folder)
    with pytest.raises(CommandError, match=r"themes\.json, row 2"):
        call_command("load_vocabularies")


def test_every_file_has_one_row_a_line_and_says_where_its_texts_come_from():
    for name in files.FILES.values():
        text = (files.FOLDER / name).read_text(encoding="utf-8")
        content = json.loads(text)
        assert "\\u" not in text and content["source"] and text.count("\n    {") == len(content["rows"])
