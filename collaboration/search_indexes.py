"""Discussions in search: one document a topic, with its question, its posts and its closing summary (R16, R78)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from haystack import indexes

from chm_portal.common.context import path_without_language
from chm_portal.common.languages import LANGUAGE_CODES, LANGUAGE_NAMES, texts_of
from chm_portal.common.offer import is_offered
from chm_portal.common.states import state_of
from chm_portal.search.analysis import sort_key
from chm_portal.search.documents import BODY, LABEL, SUMMARY, TITLE, Document, sortable
from chm_portal.search.rows import ResultRow
from chm_portal.search.search_indexes import DocumentIndex
from chm_portal.vocabularies.memory import vocabulary
from collaboration.models import Post, Thread
from collaboration.models.posts import QUESTION

KIND = "discussion"
VOCABULARIES = ("theme", "article", "decision", "country")  # of topics that are facets of search too


@dataclass
class ThreadRow(ResultRow):
    """One discussion in a list of results."""

    thread: Thread

    kind = KIND
    service = "collaboration"

    @property
    def title(self) -> tuple[str, str]:
        """(title, language it is in)."""
        return self.thread.title, self.thread.language

    @property
    def summary(self) -> tuple[str, str]:
        """(the question as plain text, language it is in); a hidden question has none."""
        question = self.thread.question
        return (plain(question.html) if question.is_visible else ""), self.thread.language

    @property
    def facts(self) -> list[str | Promise]:
        """What it is, where it stands, and how much was said."""
        posts = self.thread.post_count
        number = ngettext("%(number)d post", "%(number)d posts", posts) % {"number": posts} if posts else ""
        return [_("Discussion"), self.thread.board.label, state_of(self.thread.state_shown).label, number]

    @property
    def languages(self) -> str:
        """The language in which it is held."""
        return LANGUAGE_NAMES[self.thread.language]

    @property
    def identifier(self) -> str:
        """Its name as a topic."""
        return self.thread.topic

    @property
    def url(self) -> str:
        """The address of its page in the reader's language."""
        return self.thread.get_absolute_url()

    @property
    def permanent_address(self) -> str:
        """The address that names it for ever and leads to the reader's language."""
        return settings.PORTAL_ADDRESS + path_without_language(self.thread.get_absolute_url())

    @property
    def author(self) -> str:
        """The board on which it stands: its people answer for their posts themselves."""
        return str(self.thread.board.label)

    @property
    def published_at(self):
        """When it opened."""
        return self.thread.opens_at

    @property
    def updated_at(self):
        """When something in it last changed."""
        return self.thread.changed_at


class ThreadIndex(DocumentIndex, indexes.Indexable):
    """Public discussions."""

    topic, version_column = "thread", "changed_at"

    def get_model(self):
        return Thread

    def public(self) -> QuerySet:
        return Thread.objects.public() if is_offered("collaboration") else Thread.objects.none()

    def should_update(self, instance, **kwargs) -> bool:
        """Keep out proposals."""
        return instance.is_public

    def read(self, pks: Iterable[int]) -> list[Thread]:
        posts = Prefetch("posts", Post.objects.visible(), to_attr="said")
        return list(self.public().filter(pk__in=pks).select_related("board").prefetch_related(posts, "summaries"))

    def document(self, obj) -> Document:
        if not hasattr(obj, "said"):
            [obj] = self.read([obj.pk])
        document = Document(
            pk=obj.pk,
            kind=KIND,
            version=obj.changed_at,
            published=sortable(obj.opens_at),
            titles=dict.fromkeys(LANGUAGE_CODES, sort_key(obj.title)),
        )
        document.facets = _facets(obj)
        texts = document.texts[obj.language]
        texts.append((TITLE, obj.title))
        texts += [(SUMMARY if post.number == QUESTION else BODY, plain(post.html)) for post in obj.said]
        texts += [(SUMMARY, plain(summary.html)) for summary in obj.summaries.all()[:1]]
        document.add_texts(texts_of(obj.board, "title"), LABEL)
        for name, code in _terms(obj):
            document.add_texts(vocabulary(name)[code].labels, LABEL)
        return document

    def rows(self, found: Iterable[tuple[str, int]]) -> dict[int, ResultRow]:
        threads = self.public().filter(pk__in=[pk for _kind, pk in found]).select_related("board").in_bulk()
        for question in Post.objects.filter(thread__in=threads, number=QUESTION):
            threads[question.thread_id].question = question
        return {pk: ThreadRow(thread) for pk, thread in threads.items()}

    def kind_labels(self) -> dict[str, str | Promise]:
        return {KIND: _("discussions")} if is_offered("collaboration") else {}


def plain(html: str) -> str:
    """Return stored HTML as the text that a reader sees."""
    return " ".join(strip_tags(html.replace("<", " <")).split())


def _terms(thread: Thread) -> list[tuple[str, str]]:
    """Return (vocabulary, code) of the terms that a discussion is about."""
    named = [topic.partition(":")[::2] for topic in [*thread.topics, *thread.board.topics]]
    return [(name, code) for name, code in dict.fromkeys(named) if name in VOCABULARIES and code in vocabulary(name)]


def _facets(thread: Thread) -> dict[str, list[str]]:
    year = str(thread.opens_at.year)
    facets = defaultdict(list, {"kind": [KIND], "language": [thread.language], "year": [year], "added": [year]})
    for name, code in _terms(thread):
        facets[name].append(code)
        if name == "country":
            facets["region"].append(vocabulary("country")[code].region.code)
    return facets
