"""Differences between texts and between the answers of two revisions."""

import re
import unicodedata

import pytest
from django.template.loader import render_to_string
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chm_portal.records import text_differences
from chm_portal.records.answers import Answer, AnswerKind, RowAnswer, TermAnswer
from chm_portal.records.differences import Change, Op, answer_differences, by_section, fold, text_difference

WORDS = st.sampled_from(
    [
        *("Parties", "shall", "report", "the", " ", "\n", ". ", ", ", "2010", "l’eau", "é", "e\u0301"),
        *("生", "物", "多样性", "。", "カタ", "مُحَمَّد", "العربية", "،", "؟ ", "\u0300", "\u200d"),
        *("👩\u200d🚀", "👍🏽", "🇫🇷", "🇮", "1\ufe0f\u20e3", "\r\n", "\ud800", "\u202e", "किताब", "한국어", "\u0600١٢"),
    ]
)
TEXTS = st.lists(WORDS, max_size=40).map("".join)


def old_of(chunks) -> str:
    return "".join(chunk.text for chunk in chunks if chunk.op is not Op.INSERT)


def new_of(chunks) -> str:
    return "".join(chunk.text for chunk in chunks if chunk.op is not Op.DELETE)


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(str(chunk.op), chunk.text) for chunk in text_difference(old, new)]


# --- texts ---------------------------------------------------------------------------------------


@given(TEXTS, TEXTS)
@example("", "")
@example("a b", "ab")
def test_the_chunks_give_back_both_texts_to_the_letter(old, new):
    chunks = text_difference(old, new)
    assert old_of(chunks) == old
    assert new_of(chunks) == new
    assert all(chunk.text for chunk in chunks)


@given(st.text(), st.text())
def test_any_text_at_all_is_given_back(old, new):
    chunks = text_difference(old, new)
    assert (old_of(chunks), new_of(chunks)) == (old, new)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert {chunk.op for chunk in text_difference(text, text)} <= {Op.EQUAL}


@given(TEXTS, TEXTS)
def test_no_chunk_begins_inside_a_character(old, new):
    for chunk in text_difference(old, new)[1:]:
        first = chunk.text[0]
        begins_a_text = old.startswith(chunk.text) or new.startswith(chunk.text)
        assert begins_a_text or not (unicodedata.category(first).startswith("M") or first in "\u200d\ufe0f🏽")


@given(st.lists(WORDS, max_size=40).map("".join))
def test_a_text_is_cut_without_loss(text):
    assert "".join(text_differences.cut_into_sentences(text)) == text
    assert "".join(text_differences.cut_into_words(text)) == text


def test_one_changed_word_is_one_deletion_and_one_insertion():
    assert shown("Parties shall report in 2010.", "Parties shall report in 2014.") == [
        ("=", "Parties shall report in "),
        ("-", "2010"),
        ("+", "2014"),
        ("=", "."),
    ]


def test_an_inserted_comma_leaves_the_words_beside_it_alone():
    assert shown("land and water", "land, and water") == [("=", "land"), ("+", ","), ("=", " and water")]


def test_a_changed_sentence_does_not_touch_its_neighbours():
    old = "The first stays. The second goes. The third stays."
    new = "The first stays. Another comes here. The third stays."
    assert shown(old, new)[0] == ("=", "The first stays. ")
    assert shown(old, new)[-1][1].endswith("The third stays.")


def test_sentences_that_share_only_small_words_are_not_woven_together():
    changes = shown("The cat sat on the mat of the king", "A dog of the moor and the hills ran to sea")
    assert [op for op, _text in changes].count("=") <= 1


def test_chinese_is_compared_by_character():
    assert shown("生物多样性公约信息交换所机制。", "生物多样性公约资料交换所机制。") == [
        ("=", "生物多样性公约"),
        ("-", "信息"),
        ("+", "资料"),
        ("=", "交换所机制。"),
    ]


def test_a_chinese_title_inside_an_english_text_is_compared_by_character():
    assert ("-", "信息") in shown("The note «生物多样性信息交换所» says", "The note «生物多样性资料交换所» says")


def test_arabic_stays_in_logical_order_and_its_marks_with_their_letters():
    old, new = "تقدم الأطراف تقريرًا كل سنة", "تقدم الأطراف تقريرًا كل سنتين"
    assert shown(old, new) == [("=", "تقدم الأطراف تقريرًا كل "), ("-", "سنة"), ("+", "سنتين")]
    assert ("+", "مُحَمَّد") in shown("قال محمد", "قال مُحَمَّد")


@pytest.mark.parametrize(
    ("old", "new"),
    [("👩\u200d🚀", "👩\u200d🔬"), ("🇫🇷", "🇫🇮"), ("👍🏽", "👍🏿"), ("1\ufe0f\u20e3", "1"), ("e\u0301", "e")],
)
def test_a_character_of_several_code_points_changes_as_a_whole(old, new):
    assert shown(f"see {old} here", f"see {new} here") == [("=", "see "), ("-", old), ("+", new), ("=", " here")]


def test_a_changed_space_alone_is_seen():
    assert shown("one  two", "one two") == [("=", "one"), ("-", "  "), ("+", " "), ("=", "two")]


# --- the price -----------------------------------------------------------------------------------


@pytest.fixture
def comparisons(monkeypatch):
    """Count the pairs of words that are compared."""
    counted = []
    compare = text_differences.shared_words

    def counting(old, new):
        counted.append(sum(not word.isspace() for word in old) * sum(not word.isspace() for word in new))
        return compare(old, new)

    monkeypatch.setattr(text_differences, "shared_words", counting)
    return counted


def long_text(*, changed_every: int = 0) -> str:
    words = [f"word{number * 7919 % 20_011}" + ("." if number % 17 == 0 else "") for number in range(20_000)]
    if changed_every:
        words[5::changed_every] = ["CHANGED"] * len(words[5::changed_every])
    return " ".join(words)


def test_sixty_changes_in_twenty_thousand_words_cost_a_small_part_of_the_budget(comparisons):
    chunks = text_difference(long_text(), long_text(changed_every=334))
    assert sum(comparisons) < text_differences.COMPARISONS / 10
    assert sum(chunk.text == "CHANGED" for chunk in chunks if chunk.op is Op.INSERT) == 60


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (long_text(), long_text(changed_every=5)),
        ("a b " * 5_000, "a c " * 5_000),
        ("同" * 20_000, "異同" * 10_000),
        ("same line\n" * 10_000, "other line\n" + "same line\n" * 9_000 + "third line\n"),
        ("." * 500_000, "." * 499_999 + "!"),
    ],
)
def test_no_text_buys_more_comparisons_than_the_budget(comparisons, old, new):
    chunks = text_difference(old, new)
    assert sum(comparisons) <= text_differences.COMPARISONS
    assert (old_of(chunks), new_of(chunks)) == (old, new)


def test_a_sentence_that_stands_twice_is_still_found_between_those_that_stand_once(comparisons):
    paragraph = "The Party reports. It reports again. "
    old = f"{paragraph}Here is the first part. {paragraph}Here is the second part. {paragraph}"
    new = f"{paragraph}Here is the first part. {paragraph * 2}Here is the second part. A third one. {paragraph}"
    assert [chunk.op for chunk in text_difference(old, new) if chunk.op is Op.DELETE] == []
    assert sum(comparisons) == 0


def test_beyond_the_budget_a_change_is_shown_as_one_block(monkeypatch):
    monkeypatch.setattr(text_differences, "COMPARISONS", 3)
    assert shown("Say one two three now.", "Say four two six now.") == [
        ("=", "Say "),
        ("-", "one two three"),
        ("+", "four two six"),
        ("=", " now."),
    ]


def test_what_is_far_from_a_change_is_folded_at_the_end_of_a_sentence():
    sentences = " ".join(f"This is sentence number {number} of the report." for number in range(100))
    folded = fold(text_difference(f"Old. {sentences}", f"New. {sentences} And an end."))
    assert [chunk.op for chunk in folded if chunk.op in (Op.FOLDED, Op.INSERT)] == [Op.INSERT, Op.FOLDED, Op.INSERT]
    assert old_of(folded) == f"Old. {sentences}"
    middle = next(chunk.text for chunk in folded if chunk.op is Op.FOLDED)
    assert middle.startswith("This is sentence") and middle.endswith("report. ")


# --- answers -------------------------------------------------------------------------------------


def text(value: str, name: str = "title_en", section: str = "What it is") -> Answer:
    return Answer(section, name, name.capitalize(), AnswerKind.TEXT, value, "en")


def terms(*codes: str, label: str = "{}") -> Answer:
    chosen = tuple(TermAnswer(code, label.format(code)) for code in codes)
    return Answer("Classification", "themes", "Themes", AnswerKind.TERMS, chosen)


def links(*rows: tuple[str, str]) -> Answer:
    made = tuple(RowAnswer(address, (("Address", address), ("Title", title))) for address, title in rows)
    return Answer("Files and links", "links", "Links", AnswerKind.ROWS, made)


def changes_of_parts(old: Answer, new: Answer) -> list[tuple[str, str]]:
    (difference,) = answer_differences([old], [new])
    return [(str(part.change), getattr(part.part, "code", "") or part.part.key) for part in difference.parts]


def test_an_answer_is_added_removed_changed_or_the_same():
    old = [text("Old", "title_en"), text("Même", "title_fr"), text("Viejo", "title_es")]
    new = [text("New", "title_en"), text("Même", "title_fr"), text("Новый", "title_ru")]
    assert {difference.answer.name: difference.change for difference in answer_differences(old, new)} == {
        "title_en": Change.CHANGED,
        "title_fr": Change.SAME,
        "title_ru": Change.ADDED,
        "title_es": Change.REMOVED,
    }


def test_what_was_answered_in_neither_is_left_out():
    assert answer_differences([text(""), terms()], [text(""), links()]) == []


def test_an_answer_that_the_new_form_no_longer_asks_stands_in_its_section():
    old = [text("a", "title_en"), text("1", "fax"), text("b", "date", "When")]
    new = [text("a", "title_en"), text("b", "date", "When")]
    assert [difference.answer.name for difference in answer_differences(old, new)] == ["title_en", "fax", "date"]


def test_terms_are_compared_by_code_and_not_by_label():
    assert changes_of_parts(terms("forests", label="{}"), terms("forests", label="Woods")) == [("same", "forests")]
    (difference,) = answer_differences([terms("forests")], [terms("forests", label="Woods")])
    assert difference.is_same


def test_added_and_removed_terms_are_told_apart_and_their_order_does_not_matter():
    assert changes_of_parts(terms("forests", "seas"), terms("rivers", "forests")) == [
        ("added", "rivers"),
        ("same", "forests"),
        ("removed", "seas"),
    ]


def test_a_row_of_the_same_key_is_a_changed_row_and_says_what_changed():
    old = links(("https://a.example", "Guide"), ("https://b.example", "Report"))
    new = links(("https://b.example", "Annual report"), ("https://c.example", "New"))
    assert changes_of_parts(old, new) == [
        ("changed", "https://b.example"),
        ("added", "https://c.example"),
        ("removed", "https://a.example"),
    ]
    (difference,) = answer_differences([old], [new])
    (cell,) = (cell for part in difference.parts for cell in part.cells if cell.label == "Title")
    assert next((str(chunk.op), chunk.text) for chunk in cell.chunks) == ("-", "Report")


def test_two_rows_of_one_key_are_told_apart_by_what_they_say():
    one, two = ("https://a.example", "English"), ("https://a.example", "French")
    assert changes_of_parts(links(one, two), links(two)) == [
        ("same", "https://a.example"),
        ("removed", "https://a.example"),
    ]


def test_rows_without_a_key_are_the_same_only_if_they_say_the_same():
    assert changes_of_parts(links(("", "A"), ("", "B")), links(("", "B"), ("", "C"))) == [
        ("same", ""),
        ("added", ""),
        ("removed", ""),
    ]


def test_rows_in_another_order_are_a_change():
    one, two = ("https://a.example", "A"), ("https://b.example", "B")
    (difference,) = answer_differences([links(one, two)], [links(two, one)])
    assert difference.is_reordered and difference.change is Change.CHANGED


def test_no_is_an_answer_and_differs_from_yes_and_from_nothing():
    def declared(value: bool | None) -> Answer:
        return Answer("Rights", "is_public", "May be public", AnswerKind.BOOLEAN, value)

    assert [difference.change for difference in answer_differences([declared(True)], [declared(False)])] == [
        Change.CHANGED
    ]
    assert [difference.change for difference in answer_differences([declared(None)], [declared(False)])] == [
        Change.ADDED
    ]


def test_an_answer_whose_kind_changed_with_the_form_is_removed_and_added():
    old = Answer("What it is", "type", "Type", AnswerKind.CHOICE, TermAnswer("guideline", "Guideline"))
    new = Answer("What it is", "type", "Type", AnswerKind.TEXT, "Guideline")
    assert {difference.change for difference in answer_differences([old], [new])} == {Change.REMOVED, Change.ADDED}


def test_sections_keep_changed_and_unchanged_answers_apart():
    old = [text("a", "title_en"), text("b", "title_fr"), text("c", "date", "When")]
    new = [text("A", "title_en"), text("b", "title_fr"), text("c", "date", "When")]
    sections = by_section(answer_differences(old, new))
    assert [(section.label, len(section.changed), len(section.same)) for section in sections] == [
        ("What it is", 1, 1),
        ("When", 0, 1),
    ]


def test_the_page_marks_changes_with_elements_signs_and_words():
    old = [text("Old <b> title"), terms("forests"), links(("https://a.example", "Guide"))]
    new = [text("New <b> title"), terms("rivers"), links(("https://a.example", "Guidance"))]
    html = render_to_string("components/differences.html", {"sections": by_section(answer_differences(old, new))})
    for op, word in (("ins", "New"), ("del", "Old"), ("ins", "rivers"), ("del", "forests"), ("ins", "Guidance")):
        assert re.search(
            rf"<{op}><span class=\"visually-hidden\" lang=\"en\">\w+: </span><span[^>]+>.</span>{word}</{op}>", html
        )
    assert "<b>" not in html


def test_the_page_counts_the_answers_it_folds_away():
    answers = [text("a", "title_en"), text("b", "title_fr")]
    html = render_to_string(
        "components/differences.html", {"sections": by_section(answer_differences(answers, answers))}
    )
    assert "2 unchanged answers" in html and "<ins>" not in html


ANSWERS = st.lists(
    st.one_of(
        st.builds(text, TEXTS, st.sampled_from(["title_en", "title_fr"]), st.sampled_from(["One", "Two"])),
        st.lists(st.sampled_from("abc"), max_size=3, unique=True).map(lambda codes: terms(*codes)),
        st.lists(st.tuples(st.sampled_from(["", "x", "y"]), st.sampled_from("ABC")), max_size=4).map(
            lambda rows: links(*rows)
        ),
    ),
    max_size=5,
    unique_by=lambda answer: answer.name,
)


@given(ANSWERS, ANSWERS)
@settings(max_examples=200)
def test_differences_hold_every_part_of_both_revisions_once(old, new):
    for difference in answer_differences(old, new):
        if not difference.parts:
            continue
        removed = [part for part in difference.parts if part.change is Change.REMOVED]
        added = [part for part in difference.parts if part.change is Change.ADDED]
        old_parts, new_parts = (answer.value if answer else () for answer in (difference.old, difference.new))
        assert len(difference.parts) == len(new_parts) + len(removed) == len(old_parts) + len(added)
    assert all(difference.is_same for difference in answer_differences(new, new))
