"""Themes, articles and targets as topics: `theme:forest-biodiversity`, `article:8j`, `target:gbf-1`; no query."""

from chm_portal.common.topics import Topic, topics
from chm_portal.search.term_views import ARTICLES, TARGETS, THEMES, TermPages


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


@topics("target")
def of_targets(codes: list[str]) -> dict[str, Topic]:
    """Return the global goals and targets among these."""
    return _of(TARGETS, codes)
