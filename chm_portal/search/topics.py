"""Themes, articles, decisions and targets as topics: `theme:forest-biodiversity`, `decision:ix-30`; no query."""

from chm_portal.common.topics import Topic, topics
from chm_portal.search.term_views import ARTICLES, DECISIONS, TARGETS, THEMES, TermPages


def _of(pages: TermPages, codes: list[str]) -> dict[str, Topic]:
    found = {}
    for term in filter(None, map(pages.terms.get, codes)):
        label, language = term.label_in()
        found[term.code] = Topic(f"{pages.name}:{term.code}", label, language, pages.url_of(term))
    return found


@topics("theme")
def of_themes(codes: list[str]) -> dict[str, Topic]:
    """Return the themes among these."""
    return _of(THEMES, codes)


@topics("article")
def of_articles(codes: list[str]) -> dict[str, Topic]:
    """Return the articles of the Convention among these."""
    return _of(ARTICLES, codes)


@topics("decision")
def of_decisions(codes: list[str]) -> dict[str, Topic]:
    """Return the decisions among these."""
    return _of(DECISIONS, codes)


@topics("target")
def of_targets(codes: list[str]) -> dict[str, Topic]:
    """Return the global goals and targets among these."""
    return _of(TARGETS, codes)
