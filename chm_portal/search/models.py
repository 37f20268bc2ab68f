"""What search has indexed, so that a sweep can compare it with what is published."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, suffix, texts_of
from chm_portal.search.analysis import synonym_keys

LONGEST_EXPRESSION = 150


class IndexBuild(models.Model):
    """One search index: begun, filled batch by batch beside the live one, swapped in when it is complete."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    reason = models.CharField(_("reason"), max_length=300)
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, help_text=_("Of the analysis and of the labels of terms.")
    )
    total = models.PositiveIntegerField(_("records to index"), default=0)
    done = models.PositiveIntegerField(_("records indexed"), default=0)
    source = models.CharField(_("being read"), max_length=40, default="")
    last_pk = models.BigIntegerField(_("last one read"), default=0)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search indexes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at=None), name="search_indexbuild_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SearchState(models.Model):
    """What an index holds, and which version of it; no foreign key, for the index may outlive the record."""

    build = models.ForeignKey(IndexBuild, models.CASCADE, related_name="states", verbose_name=_("search index"))
    source = models.CharField(_("model"), max_length=40, default="records.record")
    record_id = models.BigIntegerField(_("primary key"))
    version = models.DateTimeField(_("version"), help_text=_("When the version that is indexed was published."))

    class Meta:
        verbose_name = _("indexed record")
        verbose_name_plural = _("indexed records")
        constraints = [
            models.UniqueConstraint(fields=["build", "source", "record_id"], name="search_searchstate_once_a_model"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.record_id} in {self.build_id}"


class SearchShelf(models.Model):
    """One of the two tables of the PostgreSQL engine: one is live, the other is being filled or waits."""

    letter = models.CharField(_("table"), max_length=1, primary_key=True, choices=[("a", "a"), ("b", "b")])
    build_name = models.CharField(_("search index"), max_length=40)
    is_live = models.BooleanField(_("live"), default=False)
    documents = models.PositiveIntegerField(_("documents"), default=0)
    version = models.PositiveIntegerField(_("version"), default=0, help_text=_("Counted up by each commit."))
    lengths = ArrayField(
        models.BigIntegerField(), verbose_name=_("words"), default=list, help_text=_("In all documents, by language.")
    )

    class Meta:
        verbose_name = _("table of the search index")
        verbose_name_plural = _("tables of the search index")
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(is_live=True), name="search_searchshelf_one_is_live"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.build_name}"


class SearchCode(models.Model):
    """A value of a facet as a small number, two bytes in a document, so that a hundred thousand are counted quickly."""

    id = models.SmallAutoField(primary_key=True)
    facet = models.CharField(_("facet"), max_length=30)
    code = models.CharField(_("code"), max_length=100)

    class Meta:
        verbose_name = _("code of a facet")
        verbose_name_plural = _("codes of facets")
        constraints = [models.UniqueConstraint(fields=["facet", "code"], name="search_searchcode_once")]

    def __str__(self) -> str:
        return f"{self.facet}={self.code}"


class SearchEntry(models.Model):
    """One document of the PostgreSQL engine (docs/search.md says what stands in its columns and why)."""

    identifier = models.CharField(max_length=80, primary_key=True, db_collation="C")
    kind = models.CharField(max_length=40)
    published = models.CharField(max_length=30, db_collation="C")
    titles = ArrayField(models.CharField(max_length=80, db_collation="C"))  # one a language, as LANGUAGE_CODES
    codes = models.BinaryField()
    terms = SearchVectorField()
    bag = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.identifier


def _indexes(letter: str) -> list[models.Index]:
    """Return the indexes of one table: its words, and every order in which results are listed."""
    newest = (models.F("published").desc(), models.F("identifier").desc())
    return [
        GinIndex(fields=["terms"], fastupdate=False, name=f"search_{letter}_terms"),
        models.Index(*newest, name=f"search_{letter}_published"),
        *(
            models.Index(models.F(f"titles__{place}"), *newest, name=f"search_{letter}_title_{suffix(code)}")
            for place, code in enumerate(LANGUAGE_CODES)
        ),
    ]


class SearchEntryA(SearchEntry):
    """The documents of shelf a."""

    class Meta:
        verbose_name = _("document of the search index")
        verbose_name_plural = _("documents of the search index")
        indexes = _indexes("a")


class SearchEntryB(SearchEntry):
    """The documents of shelf b."""

    class Meta:
        verbose_name = _("document of the search index")
        verbose_name_plural = _("documents of the search index")
        indexes = _indexes("b")


class SearchTerm(models.Model):
    """In how many documents of a shelf a term stands, kept by the writer: what is rare says more."""

    letter = models.CharField(_("table"), max_length=1)
    term = models.CharField(_("term"), max_length=80, db_collation="C")
    documents = models.IntegerField(_("documents"))

    class Meta:
        verbose_name = _("term of the search index")
        verbose_name_plural = _("terms of the search index")
        constraints = [models.UniqueConstraint(fields=["letter", "term"], name="search_searchterm_once")]

    def __str__(self) -> str:
        return self.term


class SynonymGroup(models.Model):
    """Expressions that mean the same in any of the six languages: who asks for one finds the others too (R16)."""

    expressions = models.TextField(
        _("expressions"),
        blank=True,
        default="",
        help_text=_("One a line: an abbreviation, its full form, other names. All of them mean the same."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering = ["pk"]
        indexes = [GinIndex(fields=["keys"], name="search_synonymgroup_keys")]

    def __str__(self) -> str:
        return " = ".join(self.all_expressions()) or "–"

    def save(self, *args, **kwargs) -> None:
        # Overridden because what a group is found by follows from its expressions.
        self.keys = sorted(set(synonym_keys(self.by_language())))
        super().save(*args, **kwargs)

    def by_language(self) -> dict[str, list[str]]:
        """Return {language: its expressions}."""
        texts = texts_of(self, "expressions")
        return {code: [line.strip() for line in text.splitlines() if line.strip()] for code, text in texts.items()}

    def all_expressions(self) -> list[str]:
        """Return the expressions of all languages, each once."""
        return list(dict.fromkeys(line for lines in self.by_language().values() for line in lines))

    def clean(self) -> None:
        """Refuse a group in which nothing stands for anything else."""
        for line in self.all_expressions():
            if len(line) > LONGEST_EXPRESSION:
                raise ValidationError(
                    _("“%(line)s …” is too long for an expression: %(most)d characters at most."),
                    params={"line": line[:40], "most": LONGEST_EXPRESSION},
                )
        if len(set(synonym_keys(self.by_language()))) < 2:
            raise ValidationError(_("Write at least two expressions, one a line."))


class SearchWord(models.Model):
    """A word as it is written in the documents of an index, for the suggestion of another spelling."""

    build = models.ForeignKey(IndexBuild, models.CASCADE, related_name="words", verbose_name=_("search index"))
    word = models.CharField(_("word"), max_length=40, db_collation="C")
    documents = models.PositiveIntegerField(_("documents"))
    keys = ArrayField(models.CharField(max_length=40), help_text="the word, and all that it is with a letter left out")

    class Meta:
        verbose_name = _("word of the search index")
        verbose_name_plural = _("words of the search index")
        constraints = [models.UniqueConstraint(fields=["build", "word"], name="search_searchword_once")]
        indexes = [GinIndex(fields=["keys"], name="search_searchword_keys")]

    def __str__(self) -> str:
        return self.word


class SearchMiss(models.Model):
    """A question that found nothing, or nothing with all its words: how often a day, and not by whom (R47)."""

    question = models.CharField(_("question"), max_length=120)
    language = models.CharField(_("language"), max_length=10)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=1)
    some_words = models.BooleanField(_("something had some of the words"), default=False)

    class Meta:
        verbose_name = _("question without an answer")
        verbose_name_plural = _("questions without an answer")
        constraints = [models.UniqueConstraint(fields=["day", "language", "question"], name="search_searchmiss_once")]

    def __str__(self) -> str:
        return self.question


class SavedSearch(models.Model):
    """A search that somebody keeps, to run it again with one click (R41)."""

    MOST = 100  # of one person

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=150)
    address_name = models.CharField(_("list"), max_length=60)  # the name of the list's address: "search:search"
    query = models.CharField(_("query"), max_length=2000, blank=True, default="")
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)
    matched_at = models.DateTimeField(_("asked again"), null=True, blank=True, editable=False)  # for who follows it

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "address_name", "query"], name="search_savedsearch_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def topic(self) -> str:
        """Its name in subscriptions."""
        return f"search:{self.pk}"

    @property
    def url(self) -> str:
        """The address of its results in the reader's language."""
        return reverse(self.address_name) + (f"?{self.query}" if self.query else "")
