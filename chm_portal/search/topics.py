"""Themes, articles, decisions and targets as topics: `theme:forest-biodiversity`, `decision:ix-30`; no query.

And a person's own saved searches: `search:12`.
"""

from chm_portal.common.languages import current
from chm_portal.common.topics import Topic, own_topics, topics
from chm_portal.search.models import SavedSearch
from chm_portal.search.term_views import ARTICLES, DECISIONS, TARGETS, THEMES, TermPages

DIGITS = 18  # what a key of PostgreSQL can have


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


@own_topics("search")
def of_saved_searches(keys: list[str], user) -> dict[str, Topic]:
    """Return the person's own saved searches among these."""
    pks = [int(key) for key in keys if key.isdecimal() and len(key) <= DIGITS]
    searches = SavedSearch.objects.filter(pk__in=pks, user=user)
    return {str(one.pk): Topic(one.topic, one.name, current(), one.url, is_public=False) for one in searches}
