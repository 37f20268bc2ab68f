"""The search page: what is published is found, filtered, counted, ordered; what is not published is found nowhere."""

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from haystack import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chm_portal.outbox import queue
from chm_portal.outbox.models import OutboxItem
from chm_portal.records import publication
from chm_portal.search import indexer, suggestions
from chm_portal.search.models import SearchEntryA, SearchShelf
from tests import world
from tests.search.shelf import copies

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(index, publish_into_index):
    """Return a function that publishes a resource and waits for the indexer, of each engine in turn."""
    return publish_into_index


@pytest.fixture
def publish_into_index(person, drain_outbox):
    """Return a function that publishes a resource and waits for the indexer."""

    def give(by="focal_point_a", **answers):
        record = world.published(person(by), person("curator"), **answers)
        drain_outbox("index")
        return record

    return give


def page(address: str = "/en/search/", **query) -> str:
    response = Client().get(address, query)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def titles(html: str) -> list[str]:
    return [re.sub(r"</?mark>", "", title) for title in re.findall(r"<h3><a [^>]*>(.*?)</a>", html)]


def test_a_record_is_found_and_shown_with_its_facts(publish):
    record = publish(title_en="Mangrove guide", summary_en="Mangroves " * 20)
    html = page(q="mangroves")
    assert titles(html) == ["Mangrove guide"]
    assert record.get_absolute_url() in html
    for fact in ("Guideline", "Secretariat", "May 2007", "1 result for mangroves"):
        assert fact in text(html)


def test_a_hit_in_another_language_says_so(publish):
    publish(title_en="Invasive alien species")
    html = page("/fr/search/", q="espèces exotiques envahissantes")
    assert titles(html) == ["Invasive alien species"]
    assert 'lang="en"' in html
    assert "mark" in html


def test_a_draft_is_found_nowhere(index, person, drain_outbox):
    world.submitted(person("focal_point_a"), title_en="Canarybird", summary_en="Canarybird " * 20)
    drain_outbox()
    html = page(q="canarybird")
    assert "Nothing was found for" in html
    assert titles(html) == []
    assert titles(page()) == []


def test_a_withdrawn_record_is_not_shown_even_while_the_index_has_it(publish, person):
    record = publish(title_en="Mangrove guide")
    publish(title_en="Mangrove list")
    publication.withdraw(record, person("curator"), "A test.")
    html = page(q="mangrove")
    assert titles(html) == ["Mangrove list"]
    assert "1 result for" in text(html)
    assert "Nothing was found" in page(q='"mangrove guide"')


def test_facets_show_right_counts_and_narrow(publish):
    publish(title_en="One", themes=["protected-areas"], countries=["be"], date="2007")
    both = ["protected-areas", "invasive-alien-species"]
    publish(title_en="Two", themes=both, countries=["be", "fr"], date="2010-02")
    publish(title_en="Three", themes=["invasive-alien-species"], countries=["cm"], date="2010", type="toolkit")
    shown = text(page())
    for counted in ("Protected areas 2", "Invasive alien species 2", "Belgium 2", "France 1", "2010 2", "Toolkit 1"):
        assert counted in shown
    html = page(theme="protected-areas", year="2010")
    assert titles(html) == ["Two"]
    assert "Protected areas 1" in text(html)
    assert "2007 1" in text(html)  # choosing that year as well would bring one more
    assert sorted(titles(page(country=["fr", "cm"]))) == ["Three", "Two"]


def test_chosen_filters_can_be_taken_off_one_by_one(publish):
    publish(themes=["protected-areas"], countries=["be"])
    html = page(q="guide", theme="protected-areas", country=["be", "fr"], sort="title")
    chips = re.findall(r'<a href="(\?[^"]*)"><span class="visually-hidden">Remove the filter', html)
    assert chips == [
        "?q=guide&country=be&country=fr&sort=title",
        "?q=guide&theme=protected-areas&country=fr&sort=title",
        "?q=guide&theme=protected-areas&country=be&sort=title",
    ]


def test_the_same_search_has_one_address(publish):
    publish(themes=["protected-areas"], countries=["be", "fr"])
    one = page("/en/search/?country=fr&theme=protected-areas&country=be&q=guide&sort=relevance&x=1&theme=no-such-theme")
    other = page("/en/search/?q=guide&theme=protected-areas&country=be&country=fr")
    addresses = [set(re.findall(r'href="(\?[^"]+)"', html)) for html in (one, other)]
    assert addresses[0] == addresses[1]


def test_results_come_in_the_order_asked_for(publish):
    for title in ("Beta guide", "Alpha guide", "Gamma guide"):
        publish(title_en=title)
    assert titles(page()) == ["Gamma guide", "Alpha guide", "Beta guide"]
    assert titles(page(sort="title")) == ["Alpha guide", "Beta guide", "Gamma guide"]
    assert titles(page(q="guide", sort="newest")) == ["Gamma guide", "Alpha guide", "Beta guide"]
    assert titles(page(q="alpha guide"))[0] == "Alpha guide"


@pytest.fixture
def two_pages(publish):
    indexer.index(f"record:{pk}" for pk in copies(publish(title_en="Guide 00"), 20))


def test_pages_are_right_to_the_last(two_pages):
    first, last = page(sort="title"), page(sort="title", page=2)
    assert titles(first) == [f"Guide {number:02}" for number in range(20)]
    assert titles(last) == ["Guide 20"]
    assert 'aria-current="page"' in last
    for beyond in ("3", "101", "99999", "9999999999999999999999"):
        assert Client().get("/en/search/", {"sort": "title", "page": beyond}).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/en/search/", "/en/search/?q=guide", "/en/knowledge-base/", "/ar/search/?q=guide&theme=invasive-alien-species"],
)
def test_the_number_of_queries_does_not_grow(publish, person, address, django_assert_max_num_queries):
    for _number in range(suggestions.RARE + 1):  # where fewer are found, another spelling is looked for
        record = publish(of="partner", by="partner_contact", title_en="Guide 00", provider="organisation:iucn")
    counted = []
    for more in (0, 30):
        indexer.index(f"record:{pk}" for pk in copies(record, more))
        Client().get(address)
        with django_assert_max_num_queries(12) as captured:
            Client().get(address)
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_a_pasted_address_finds_what_leads_there(publish):
    publish(title_en="The guide", links=[{"address": "https://www.example.org/forests/guide-2.pdf"}])
    publish(title_en="Another guide", links=[{"address": "https://www.example.org/seas/"}])
    assert titles(page(q="https://www.example.org/forests/guide-2.pdf"))[0] == "The guide"
    assert titles(page(q='"example.org/seas"')) == ["Another guide"]


def test_nothing_found_helps_to_go_on(publish):
    publish(title_en="Mangrove guide", themes=["protected-areas"], countries=["be"])
    html = page(q='"guide mangrove"', theme="protected-areas", country="fr")
    for help_offered in ("Nothing was found for", "These words in any order", "Without any filter", "/en/themes/"):
        assert help_offered in html
    assert "Without the filter “Country”" in page(q="mangrove", country="fr")


def test_few_hits_with_all_words_are_told_from_those_with_some(publish):
    publish(title_en="Mangrove guide")
    publish(title_en="Coral guide")
    assert "1 with all of the words mangrove guide , then 1 with some of them" in text(page(q="mangrove guide"))
    assert "Nothing has all of the words" in text(page(q="mangrove nosuchword"))


def test_the_knowledge_base_is_the_same_list_of_one_kind(publish):
    publish(title_en="Mangrove guide")
    html = page("/en/knowledge-base/", q="mangrove")
    assert titles(html) == ["Mangrove guide"]
    assert 'name="kind"' not in html


# Whatever is typed

STRANGE = [
    *(
        "\x00",
        "a\x00b",
        "(" * 10_000,
        '"',
        "*:*",
        "AND OR NOT",
        "-",
        "\\",
        "<script>alert(1)</script>",
        "%",
        "𝕏",
        "\u202e",
    ),
    "9" * 400,
]


@pytest.mark.parametrize("name", ["q", "theme", "year", "page", "sort", "language"])
def test_nothing_typed_breaks_the_page(index, name):
    for typed in STRANGE:
        response = Client().get("/en/search/", {name: typed})
        assert response.status_code in ((200, 404) if name == "page" else (200,)), typed
        assert "<script>alert" not in response.content.decode()


def test_raw_bytes_and_a_megabyte_are_answered(index):
    client = Client()
    strange = ["q=%ED%A0%80", "q=%FF%FE", "q=%00", "q[]=1", "q=1&q=2", "&&&="]
    for query in [*strange, "theme=" + "&theme=x" * 500]:
        assert client.get(f"/en/search/?{query}").status_code == 200
    for query in ("page=%ED%A0%80", "page=-1", "page=1e9"):
        assert client.get(f"/en/search/?{query}").status_code == 404
    long = client.get("/en/search/?q=" + "word+" * 200_000)
    assert long.status_code == 200
    assert "only its beginning was looked for" in long.content.decode()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_answered_and_shown_escaped(index, typed):
    response = Client().get("/fr/search/?q=" + quote(typed + "<b>"))
    assert response.status_code == 200
    assert b"<b>" not in response.content


# Without an index


def _waiting() -> int:
    return OutboxItem.objects.waiting().filter(kind="search-repair").count()


def _harm_folder(folder: Path, harm: str) -> None:
    if harm == "missing":
        shutil.rmtree(folder)
    for file in folder.glob("*/*.seg"):
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2] if harm == "cut" else bytes(len(content)))
    connections["default"].get_backend().store.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("engine", "harm"),
    [("whoosh", "missing"), ("whoosh", "cut"), ("whoosh", "garbled"), ("postgres", "missing"), ("postgres", "emptied")],
)
def test_search_answers_from_the_database_while_the_index_is_unusable(
    request, publish_into_index, drain_outbox, engine, harm
):
    folder, publish = request.getfixturevalue(f"{engine}_index"), publish_into_index
    publish(title_en="Mangrove guide", themes=["protected-areas"])
    publish(title_en="Coral guide", themes=["invasive-alien-species"])
    if folder:
        _harm_folder(folder, harm)
    else:
        SearchEntryA.objects.all().delete()
        if harm == "missing":
            SearchShelf.objects.all().delete()
    html = page(q="mangrove")
    assert "Search is being repaired" in html
    assert titles(html) == ["Mangrove guide"]
    assert titles(page(theme="invasive-alien-species")) == ["Coral guide"]
    assert len(titles(page(type="guideline", year="2007", provider_kind="secretariat", language="en"))) == 2
    assert titles(page(year="1999")) == titles(page(type="toolkit")) == titles(page(country="be")) == []
    assert sorted(titles(page())) == ["Coral guide", "Mangrove guide"]
    assert titles(page(q="guide -coral")) == ["Mangrove guide"]
    assert _waiting() == 1
    drain_outbox("search-repair")
    html = page(q="mangroves")
    assert "Search is being repaired" not in html
    assert titles(html) == ["Mangrove guide"]


def test_a_reader_who_may_not_read_a_good_index_starts_no_rebuilding(publish, index, drain_outbox, caplog):
    before = connections["default"].get_backend().live_name()
    queue.enqueue("search-repair", "index")
    drain_outbox("search-repair")
    assert connections["default"].get_backend().live_name() == before
    assert "may it read those files?" in caplog.text


def test_an_index_without_records_is_no_fault(index):
    assert "Nothing is published yet" in page()
    assert _waiting() == 0
