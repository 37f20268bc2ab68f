"""The table of decisions: whatever is cited can be entered, stands in its place, and has a page (R91)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chm_portal.vocabularies import groups
from chm_portal.vocabularies.models import Decision

pytestmark = pytest.mark.django_db
SBSTTA = Decision.Body.SBSTTA


@pytest.fixture
def enter(add_term):
    """Return a function that enters a decision as the admin does."""

    def add(**columns) -> Decision:
        decision = Decision(label_en="A title", **columns)
        decision.full_clean(exclude=["code"])
        return add_term(Decision, code=decision.code, label_en="A title", **columns)

    return add


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"meeting": "16", "number": "31"}, "16-31"),
        ({"meeting": "XXVII", "number": "999"}, "xxvii-999"),
        ({"meeting": "EM-II", "number": "1"}, "em-ii-1"),
        ({"meeting": "IX", "number": "31", "paragraph": "4.a"}, "ix-31.4.a"),
        ({"body": SBSTTA, "meeting": "IX", "number": "30"}, "sbstta-ix-30"),
        ({"body": Decision.Body.WGRI, "meeting": "2", "number": "1"}, "wgri-2-1"),
        ({"body": Decision.Body.CARTAGENA, "meeting": "CP-10", "number": "3"}, "cp-10-3"),
    ],
)
def test_any_number_of_any_meeting_is_accepted(client, enter, columns, code):
    assert enter(**columns).code == code
    assert client.get(reverse("search:decision_detail", args=[code])).status_code == 200


def test_the_same_number_of_another_body_is_another_decision(client, enter):
    enter(body=SBSTTA, meeting="IX", number="30")
    assert "Recommendation IX/30" in client.get("/en/decisions/sbstta-ix-30/").content.decode()
    assert "Decision IX/30" in client.get("/en/decisions/ix-30/").content.decode()


def test_a_decision_is_not_entered_twice(enter):
    with pytest.raises(ValidationError, match="in the table already"):
        enter(meeting="IX", number="30")
    enter(body=SBSTTA, meeting="IX", number="30")
    with pytest.raises(ValidationError, match="in the table already"):
        enter(body=SBSTTA, meeting="IX", number="30")


def test_a_new_decision_stands_with_its_meeting_in_the_order_of_numbers(enter):
    enter(meeting="IX", number="100", year=2008)
    enter(meeting="17", number="9", year=2026)
    enter(meeting="17", number="10", year=2026)
    listed = groups.decisions()
    assert listed[0] == (
        "Conference of the Parties 17 (2026)",
        [("17-9", "Decision 17/9 – A title"), ("17-10", "Decision 17/10 – A title")],
    )
    ninth = next(choices for label, choices in listed if label == "Conference of the Parties IX (2008)")
    assert [code for code, _label in ninth][-2:] == ["ix-32", "ix-100"]


def test_a_decision_without_a_year_stands_with_its_meeting_or_else_last(enter):
    enter(meeting="IX", number="100")
    enter(meeting="XL", number="2")
    enter(meeting="XL", number="1")
    listed = groups.decisions()
    ninth = [choices for label, choices in listed if label.startswith("Conference of the Parties IX")]
    assert [code for code, _label in ninth[0]][-1] == "ix-100"
    assert len(ninth) == 1
    assert listed[-1][0] == "Conference of the Parties XL"
    assert [code for code, _label in listed[-1][1]] == ["xl-1", "xl-2"]
