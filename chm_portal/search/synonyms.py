"""Other ways to say what was asked, from the secretariat's table of synonyms (R16)."""

from dataclasses import replace

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.search.analysis import query_terms, synonym_keys
from chm_portal.search.models import SynonymGroup
from chm_portal.search.query import Question, Synonym

LONGEST = 8  # words of an expression that is looked for in a question
MOST = 12  # other expressions of one group that are searched for


def with_synonyms(question: Question) -> Question:
    """Return the question with the synonyms of the expressions in it; one query, none without words."""
    if not question.words:
        return question
    typed = _expressions(question.text)
    found = []
    for group in SynonymGroup.objects.filter(is_active=True, keys__overlap=list(typed)):
        for key in sorted(set(group.keys) & typed.keys(), key=len, reverse=True)[:1]:
            covers = frozenset(word for word in question.words if _is_in(word, key))
            others = tuple(line for line in group.all_expressions() if not _is_same(line, key))
            if covers and others:
                found.append(Synonym(covers, others[:MOST]))
    return replace(question, synonyms=tuple(found))


def _expressions(text: str) -> dict[str, None]:
    """Return the keys of every run of words of a text, in every language."""
    keys: dict[str, None] = {}
    for language in LANGUAGE_CODES:
        terms = query_terms(text, language)
        for start in range(len(terms)):
            for end in range(start + 1, min(start + LONGEST, len(terms)) + 1):
                keys[f"{language}:{' '.join(terms[start:end])}"] = None
    return keys


def _is_in(word: str, key: str) -> bool:
    """Whether a word of the question is one of those that make up an expression."""
    language, _colon, terms = key.partition(":")
    return set(query_terms(word, language)) <= set(terms.split(" "))


def _is_same(line: str, key: str) -> bool:
    """Whether an expression is the one that was typed, in whatever language it was entered."""
    return key in set(synonym_keys({key.partition(":")[0]: [line]}))
