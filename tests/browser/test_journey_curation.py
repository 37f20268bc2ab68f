"""The library in the secretariat's care: what was entered twice becomes one, a suggestion becomes a record (R61)."""

import pytest

from chm_portal.curation import duplicates
from knowledge_base.models import Suggestion
from tests import world
from tests.browser import steps

pytestmark = pytest.mark.browser

STAMP_WAIT = 3_500  # milliseconds in which nobody can have written a suggestion
WHY = (
    "Forest owners find here how to leave dead wood standing safely, with what it costs and which beetles, fungi and "
    "birds come back; our district has used it for three winters."
)


def test_two_records_of_one_thing_are_merged_and_both_identifiers_lead_to_one(visitor, portal, scripts):
    title = f"Mussels of the {'upper' if scripts else 'lower'} river: a key for rangers"
    speaker, curator = steps.person("focal-point"), steps.person("curator")
    stays = world.published(speaker, curator, title_en=title)
    gone = world.published(speaker, curator, title_en=f"{title}, a guide")
    duplicates.compare(gone)
    editor = visitor("curator")
    editor.open("workspace/")
    editor.follow("Editors’ desk")
    editor.follow("Probable duplicates")
    editor.choose("Owner", "Belgium")
    editor.press("Apply")
    editor.sees(title, f"{title}, a guide")
    editor.follow(f"Compare {stays.identifier}")
    editor.sees("Two records side by side", stays.identifier, gone.identifier, "This cannot be undone.")
    editor.press("Merge for good")
    editor.sees("Reason", "required")
    editor.fill({"Reason": "Entered twice: the second is the same key under its longer title."})
    editor.press("Merge for good")
    editor.sees("both identifiers lead there")
    portal.work()
    reader = visitor()
    for record in (stays, gone):
        reader.open(f"records/{record.identifier}/")
        assert reader.path.endswith(f"/{stays.identifier}/")
    reader.open(f"search/?q={title}")
    rows = reader.page.locator("main .rows")
    assert rows.get_by_role("link", name=title, exact=True).count() == 1
    assert rows.locator(f"a[href*='{gone.identifier}']").count() == 0


def test_a_suggestion_from_outside_is_accepted_completed_and_published(visitor, portal, scripts):
    title = f"Dead wood lives, {'first' if scripts else 'second'} printing"
    email = f"forester-{'on' if scripts else 'off'}@example.org"
    outsider = visitor()
    outsider.open("knowledge-base/")
    outsider.follow("Suggest a resource")
    outsider.fill({"Title of the resource": title, "Why it is useful": WHY, "Your e-mail address": email})
    outsider.fill({"Address, or what it is and where": f"https://www.example.org/dead-wood/{scripts}"})
    outsider.choose("Language of the resource", "English")
    outsider.page.wait_for_timeout(STAMP_WAIT)
    outsider.press("Send the suggestion")
    outsider.sees("Your suggestion is on its way")
    portal.work()

    curator = visitor("curator")
    curator.open("workspace/suggestions/")
    curator.follow(title)
    curator.sees(WHY)
    curator.misses(email)
    curator.tick("Accept: begin a draft with what was written")
    curator.press("Decide")
    curator.sees("The draft holds what was written.")
    assert not Suggestion.objects.get(email=email).answered_at
    curator.follow("What it is")
    curator.fill({"English": steps.SUMMARY}, within="Summary")
    curator.choose("Type", "Guideline")
    steps.go_on(curator, theme="Forest biodiversity", provider="International Union for Conservation of Nature")
    curator.press("Submit")
    steps.publish(curator, title)
    assert "stands here now" in portal.letter_to(email, title).body
    outsider.open(f"search/?q={title}")
    outsider.follow(title)
    outsider.sees(title, "Forest biodiversity")
