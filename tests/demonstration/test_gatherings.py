"""The library of the demonstration: four collections at least, of resources that stand in the knowledge base."""

from chm_portal.demonstration import content

ROWS = content.rows("gatherings")
RESOURCES = {row["key"]: row for row in content.rows("resources")}


def test_there_are_collections_to_begin_with():
    collections = [row for row in ROWS if row["kind"] == "collection"]
    assert len(collections) >= 4
    assert collections[0]["key"] == "nbsap-toolbox"  # the first that the Parties asked for (R62)
    assert all(len(row["gathered"]) >= 5 and len(row["title"]) == 6 for row in collections)


def test_what_is_gathered_is_published_and_named_once():
    for row in ROWS:
        keys = [item["target"] for item in row.get("gathered", [])]
        assert len(keys) == len(set(keys)), row["key"]
        assert {RESOURCES[key]["state"] for key in keys} <= {"published"}, row["key"]
