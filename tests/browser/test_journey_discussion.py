"""The journey of a discussion: proposed from the page of a theme, moderated, edited, hidden, closed with a summary."""

import pytest

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
THEME = "themes/inland-waters-biodiversity/"
BOARD = "National clearing-house mechanisms"


def test_a_discussion_is_proposed_led_and_closed_and_stands_where_it_belongs(visitor, scripts):
    title = f"How do you show rivers on your site, {'one' if scripts else 'two'}?"
    author, moderator = visitor("contributor"), visitor("moderator")
    other, reader = visitor("focal-point-cm"), visitor()
    reader.language = "en"
    topic = _is_proposed(author, title)
    _is_nobodys_before_it_is_accepted(topic, title, other, reader)
    _is_accepted(moderator, title)
    _is_answered_and_edited(topic, author, other)
    _a_post_is_reported_and_hidden(topic, author, moderator, reader)
    _waits_where_posts_are_read_before(topic, other, moderator, reader)
    _is_closed_with_a_summary(topic, title, moderator, other, reader)


def _is_proposed(author: Visitor, title: str) -> str:
    author.open(THEME)
    author.follow("Start a discussion about this")
    author.sees("Inland waters biodiversity")
    author.choose("Board", BOARD)
    author.fill({"Title": title, "Question": "Maps are heavy. What do *you* show?\n\n<script>alert(1)</script>"})
    author.fill({"Closes": "2090-01-01T12:00"})
    author.press("Start the discussion")
    author.sees(title, "What do you show?")
    return author.path


def _is_nobodys_before_it_is_accepted(topic: str, title: str, other: Visitor, reader: Visitor) -> None:
    assert reader.status_of(topic) == 404
    assert other.status_of(topic) == 404
    for page in (THEME, "collaboration/boards/national-clearing-houses/", f"search/?q={title}"):
        reader.open(page)
        reader.misses("What do you show?")


def _decide(moderator: Visitor, title: str, kind: str, choice: str, reason: str = "") -> None:
    moderator.open("collaboration/moderation/")
    row = moderator.page.locator("tr").filter(has_text=title).filter(has_text=kind).first
    with moderator.page.expect_navigation():
        row.get_by_role("link").first.click()
    moderator.page.get_by_role("radio").nth(0 if choice == "yes" else 1).check()
    if reason:
        moderator.fill({"Reason": reason})
    moderator.press("Save the decision")


def _is_accepted(moderator: Visitor, title: str) -> None:
    _decide(moderator, title, "Proposed discussion", "yes")


def _is_answered_and_edited(topic: str, author: Visitor, other: Visitor) -> None:
    other.open(topic)
    other.fill({"Your post": "We show a list of basins, and a small map."})
    other.press("Send the post")
    other.sees("No. 1", "Grace Specimen", "a list of basins")
    author.open(topic)
    with author.page.expect_navigation():
        author.page.get_by_role("link", name="Reply (no. 1)").click()
    author.fill({"Your post": "How large is the map?"})
    author.press("Send the post")
    author.sees("No. 2", "in reply to no. 1")
    assert author.status_of(f"{topic}posts/2/") == 302
    with author.page.expect_navigation():
        author.page.get_by_role("link", name="Edit (no. 2)").click()
    author.fill({"Your post": "How heavy is the map?"})
    author.page.locator("main form button[type=submit]").last.click()
    author.page.wait_for_url(f"**{topic}**")
    author.follow("What it said before")
    author.sees("How large is the map?")


def _a_post_is_reported_and_hidden(topic: str, author: Visitor, moderator: Visitor, reader: Visitor) -> None:
    author.open(topic)
    assert reader.status_of(f"{topic}posts/1/hide/") == 302
    assert author.status_of(f"{topic}posts/1/hide/") == 403
    moderator.open(f"{topic}posts/2/hide/")
    moderator.fill({"Reason": "It is off the question."})
    moderator.press("Hide the post")
    reader.open(topic)
    reader.sees("Hidden by the moderator:", "It is off the question.", "No. 2")
    reader.misses("How heavy is the map?", "How large is the map?")
    author.portal.letter_to("contributor@example.org", "It is off the question.")


def _waits_where_posts_are_read_before(topic: str, other: Visitor, moderator: Visitor, reader: Visitor) -> None:
    moderator.open(topic)
    moderator.follow("Window, board, moderation")
    moderator.tick("before publication")
    moderator.page.locator("main form button[type=submit]").last.click()
    moderator.page.wait_for_url(f"**{topic}**")
    other.open(topic)
    other.fill({"Your post": "Twenty kilobytes."})
    other.press("Send the post")
    other.sees("Twenty kilobytes.")
    reader.open(topic)
    reader.misses("Twenty kilobytes.")
    _decide(moderator, "How do you show rivers", "Post", "yes")
    reader.open(topic)
    reader.sees("No. 3", "Twenty kilobytes.")


def _is_closed_with_a_summary(topic: str, title: str, moderator: Visitor, other: Visitor, reader: Visitor) -> None:
    moderator.open(topic)
    moderator.follow("Close it now")
    moderator.press("Close it now")
    moderator.follow("Write the summary")
    moderator.fill({"Closing summary": "Lists first, **small** maps second."})
    moderator.press("Publish the summary")
    other.open(topic)
    other.sees("This discussion is closed.")
    assert other.page.get_by_label("Your post").count() == 0
    for page in (THEME, topic, f"{topic}print/"):
        reader.open(page)
        reader.sees(title)
    reader.sees("Lists first, small maps second.")
