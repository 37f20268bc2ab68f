"""What an address asks for that no filter knows is left out, and said to be; numbered pages end where they end."""

import pytest
from django.urls import reverse

from chm_portal.common.address_filter import not_known

pytestmark = pytest.mark.django_db
VALUE = "<b>nonsense</b>"
FILTERED = [
    ("reporting:report_matrix", [], "state", "State, in that cycle or in any", "visitor"),
    ("reporting:report_matrix", [], "region", "Region", "visitor"),
    ("country_profiles:home", [], "having", "What is here", "visitor"),
    ("country_profiles:country_records", ["be"], "kind", "Kind", "visitor"),
    ("country_profiles:country_records", ["be"], "which", "By or about the country", "visitor"),
    ("directory:organisation_list", [], "kind", "Kind of organization", "visitor"),
    ("search:search", [], "theme", "Theme", "visitor"),
    ("search:search", [], "year", "Year", "visitor"),
    ("knowledge_base:resource_list", [], "type", "Type", "visitor"),
    ("reporting:report_list", [], "region", "Region", "visitor"),
    ("collaboration:moderation_queue", [], "board", "Board", "moderator"),
    ("records:review_queue", [], "age", "Age", "curator"),
]


@pytest.mark.parametrize("case", FILTERED, ids=lambda case: f"{case[0]}-{case[2]}")
def test_an_unknown_value_is_named_with_its_filter(client_of, index, case):
    name, arguments, parameter, label, who = case
    client, address = client_of(who), reverse(name, args=arguments)
    page = client.get(address, {parameter: VALUE})
    assert page.status_code == 200
    text = page.content.decode()
    assert f"{label}: “&lt;b&gt;nonsense&lt;/b&gt;” is not known and was left out." in text
    assert VALUE not in text
    for known in ({}, {parameter: ""}):
        assert "is not known and was left out" not in client.get(address, known).content.decode()


def test_a_long_value_is_shortened():
    assert not_known("Region", "x" * 9000) == f"Region: “{'x' * 60}…” is not known and was left out."


def test_of_many_unknown_values_a_few_are_told(client, index):
    page = client.get(reverse("search:search"), {"theme": [f"x{number}" for number in range(40)]})
    assert page.content.decode().count("is not known and was left out") == 5


LISTS = [
    ("country_profiles:country_records", ["be"], "visitor"),
    ("directory:organisation_list", [], "visitor"),
    ("directory:request_list", [], "curator"),
    ("search:search", [], "visitor"),
    ("knowledge_base:resource_list", [], "visitor"),
    ("search:theme_detail", ["invasive-alien-species"], "visitor"),
    ("collaboration:moderation_queue", [], "moderator"),
    ("records:review_queue", [], "curator"),
    ("records:record_list", [], "focal_point_a"),
    ("records:to_link_list", [], "curator"),
    ("country_profiles:feed_detail", ["be"], "focal_point_a"),
]


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case[0])
def test_a_page_beyond_the_last_one_is_not_there(client_of, index, case):
    name, arguments, who = case
    client, address = client_of(who), reverse(name, args=arguments)
    assert client.get(address).status_code == 200
    assert client.get(address, {"page": "1"}).status_code == 200
    for page in ("99", "0", "-1", "x", "9" * 400):
        assert client.get(address, {"page": page}).status_code == 404, page
