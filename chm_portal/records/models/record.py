"""The record: what everything that the portal registers has in common."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, in_language, suffix
from chm_portal.directory import access
from chm_portal.directory.owners import ORGANISATION, PARTY, SECRETARIAT, Owner
from chm_portal.records import kinds
from chm_portal.records.models.keys import AddressKey, TitleKey
from chm_portal.vocabularies.memory import vocabulary

OWNER_KINDS = [(PARTY, _("Party")), (ORGANISATION, _("organization")), (SECRETARIAT, _("secretariat"))]
OPEN_STATES = ("draft", "returned", "submitted", "endorsed")


def in_any_language(name: str) -> Q:
    """Return the condition that a translated column is filled in at least one language.

    A CHECK passes on NULL and language columns are nullable, so "is not null" is said too.
    """
    condition = Q()
    for code in LANGUAGE_CODES:
        column = f"{name}_{suffix(code)}"
        condition |= Q(**{f"{column}__isnull": False, f"{column}__gt": ""})
    return condition


def of_offered_kinds(column: str = "kind") -> Q:
    """Return the condition that a record's service is switched on (R52); where all are it says nothing."""
    if kinds.are_all_offered():
        return Q()
    return Q(**{f"{column}__in": [kind.slug for kind in kinds.every()]})


def owned_by(owners: list[Owner]) -> Q:
    """Return the condition that a record belongs to one of these owners; none matches nothing."""
    condition = Q(pk__in=[])
    countries = [owner.country_id for owner in owners if owner.kind == PARTY]
    organisations = [owner.organisation_id for owner in owners if owner.kind == ORGANISATION]
    if countries:
        condition |= Q(owner_country__in=countries)
    if organisations:
        condition |= Q(owner_organisation__in=organisations)
    if any(owner.kind == SECRETARIAT for owner in owners):
        condition |= Q(owner_kind=SECRETARIAT)
    return condition


class RecordQuerySet(models.QuerySet):
    """Who sees what: public exits use `published`, one address `visible_to`, the workspace `kept_by`."""

    def published(self) -> "RecordQuerySet":
        """What everybody may read and find: the only set that lists, feeds, search and exports start from."""
        return self.readable().offered()

    def readable(self) -> "RecordQuerySet":
        """What has a page at its permanent address, also while its service is switched off and no list has it."""
        return self.filter(state=Record.State.PUBLISHED)

    def offered(self) -> "RecordQuerySet":
        """Records of the services that are switched on."""
        return self.filter(of_offered_kinds())

    def owned_by(self, owners: list[Owner]) -> "RecordQuerySet":
        """Records of these owners."""
        return self.filter(owned_by(owners))

    def kept_by(self, user) -> "RecordQuerySet":
        """Records of the Parties and organisations this person drafts or speaks for, of services that are offered."""
        if not user.is_authenticated:
            return self.none()
        return self.owned_by(access.owners_of(user)).offered()

    def visible_to(self, user) -> "RecordQuerySet":
        """What this person may open at its own address: what is or was public, and what the person keeps."""
        public = Q(state__in=[Record.State.PUBLISHED, Record.State.WITHDRAWN])
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | owned_by(access.owners_of(user)))

    def for_list(self) -> "RecordQuerySet":
        """What a row of a list shows, newest first, in one query; texts that rows do not show stay behind."""
        return self.select_related("owner_organisation").order_by("-updated_at", "-pk")  # countries are in memory


class Record(models.Model):
    """A guideline, report, initiative ...: identity, owner and state for ever, content only while it is published.

    Nothing but the workflow (submission, review, publication) writes here. Requirements R8, R17, R60.
    """

    class State(models.TextChoices):
        UNPUBLISHED = "unpublished", _("not published yet")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    kind = models.CharField(_("kind"), max_length=40)
    owner_kind = models.CharField(_("kind of owner"), max_length=20, choices=OWNER_KINDS)
    owner_country = models.ForeignKey(
        "vocabularies.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_records",
        verbose_name=_("Party"),
    )
    owner_organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_records",
        verbose_name=_("organization"),
    )
    party = models.ForeignKey(
        "vocabularies.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="national_records",
        verbose_name=_("Party concerned"),
        help_text=_("Whose national record it is; the secretariat may keep it until the Party takes it over."),
    )
    subject = models.CharField(
        _("only one for"),
        max_length=60,
        null=True,
        blank=True,
        editable=False,
        help_text="be (a country profile), be:nr4 (a national report)",
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.UNPUBLISHED)
    identifier = models.CharField(_("identifier"), max_length=60, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last published"), null=True, blank=True)
    current = models.ForeignKey(
        "records.Revision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published revision"),
    )
    taken_over_at = models.DateTimeField(_("taken over from the secretariat"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("reason of withdrawal"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    taken_from = models.URLField(
        _("taken in from"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("The feed that it was drafted from, if a program has drafted it."),
    )
    is_demonstration = models.BooleanField(_("entered for the demonstration"), default=False)

    # content: empty unless published
    title = models.CharField(_("title"), max_length=500, blank=True, default="")
    summary = models.TextField(_("summary"), blank=True, default="")
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"), default=list, blank=True)
    original_url = models.URLField(_("address on the national CHM"), max_length=1000, blank=True, default="")
    themes = models.ManyToManyField("vocabularies.Theme", through="records.RecordTheme", related_name="records")
    articles = models.ManyToManyField("vocabularies.Article", through="records.RecordArticle", related_name="records")
    decisions = models.ManyToManyField(
        "vocabularies.Decision", through="records.RecordDecision", related_name="records"
    )
    targets = models.ManyToManyField("vocabularies.Target", through="records.RecordTarget", related_name="records")
    countries = models.ManyToManyField("vocabularies.Country", through="records.RecordCountry", related_name="records")
    regions = models.ManyToManyField("vocabularies.Region", through="records.RecordRegion", related_name="records")

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        indexes = [
            models.Index(
                "kind",
                F("updated_at").desc(),
                F("id").desc(),
                condition=Q(state="published"),
                name="records_record_newest",
            ),
            GinIndex(
                *(OpClass(TitleKey(F(f"title_{suffix(code)}")), name="gin_trgm_ops") for code in LANGUAGE_CODES),
                condition=Q(state="published"),
                name="records_record_like_titles",
            ),
            models.Index(
                AddressKey(F("original_url")), condition=~Q(original_url=""), name="records_record_same_original"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_kind=PARTY, owner_country__isnull=False, owner_organisation=None)
                | Q(owner_kind=ORGANISATION, owner_country=None, owner_organisation__isnull=False)
                | Q(owner_kind=SECRETARIAT, owner_country=None, owner_organisation=None),
                name="records_record_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(party=None) | Q(owner_kind=SECRETARIAT) | Q(owner_kind=PARTY, party=F("owner_country")),
                name="records_record_of_the_party_concerned",
            ),
            models.UniqueConstraint(fields=["kind", "subject"], name="records_record_only_one_for_its_subject"),
            models.CheckConstraint(
                condition=~Q(state="published") | in_any_language("title"), name="records_record_published_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(state="published")
                | (
                    ~(in_any_language("title") | in_any_language("summary"))
                    & Q(title="", summary="", original_url="", languages=[])
                ),
                name="records_record_unpublished_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(state="unpublished", identifier=None, published_at=None, current=None)
                | Q(identifier__isnull=False, published_at__isnull=False, current__isnull=False)
                & ~Q(state="unpublished"),
                name="records_record_published_once_keeps_its_identifier",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="withdrawn"), name="records_record_merged_is_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier or f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page everybody reads, or in the workspace's that of a record which never was published."""
        if self.identifier is None:
            return reverse("records:record_kept", args=[self.pk])
        return reverse("records:record_detail", args=[self.identifier])

    def get_constraints(self) -> list:
        """Leave out the shell's constraints: they describe a stored row, which a form's instance is not yet."""
        return [(model, constraints) for model, constraints in super().get_constraints() if model is not Record]

    @property
    def owner(self) -> Owner:
        """Who answers for the record."""
        if self.owner_kind == PARTY:
            return Owner.party(vocabulary("country").by_pk(self.owner_country_id))
        return Owner.organisation(self.owner_organisation) if self.owner_kind == ORGANISATION else Owner.secretariat()

    @staticmethod
    def owner_columns(owner: Owner) -> dict:
        """Return the columns by which a record belongs to this owner."""
        return {"owner_kind": owner.kind} | {f"owner_{name}": value for name, value in owner.columns.items()}

    @property
    def permanent_address(self) -> str:
        """The full permanent address, which names no language."""
        return settings.PORTAL_ADDRESS + reverse("permanent:record_permanent", args=[self.identifier])

    @property
    def is_national(self) -> bool:
        """Whether it is a Party's own word, which its focal point publishes: it names the Party it concerns.

        What an organisation registers is not, whatever its kind, nor what the secretariat registers for no Party.
        """
        return self.party_id is not None

    @property
    def scope(self) -> str:
        """The part of its identifier that says whose it is: the Party concerned, or else the owner."""
        return vocabulary("country").by_pk(self.party_id).code.upper() if self.party_id else self.owner.code

    @property
    def provider_label(self) -> str | Promise:
        """Who the information comes from; kinds that know better say so themselves."""
        return self.owner.label

    def facet_values(self) -> dict[str, list[str]]:
        """What the record can be found by beside its terms: {facet: codes}; kinds that have more say so themselves."""
        return {}

    @property
    def topic(self) -> str:
        """The record's name in audit, outbox and subscriptions."""
        return f"record:{self.pk}"

    @property
    def kind_of(self) -> kinds.Kind:
        """The kind's entry in the table of kinds."""
        return kinds.get(self.kind)

    def text(self, field: str) -> tuple[str, str]:
        """Return (text, language) of a translated field for the active reader."""
        return in_language(self, field)

    @property
    def title_shown(self) -> tuple[str, str]:
        """Return (title, language it is in) for the active reader."""
        return self.text("title")

    @property
    def summary_shown(self) -> tuple[str, str]:
        """Return (summary, language it is in) for the active reader."""
        return self.text("summary")


class IdentifierCounter(models.Model):
    """The last number given to records of one kind and owner; the row's lock leaves no gap and no double."""

    scope = models.CharField(max_length=40, unique=True, help_text="RES-BE")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("identifier counter")

    def __str__(self) -> str:
        return f"{self.scope} {self.last}"

    @classmethod
    def next_identifier(cls, kind_code: str, owner_code: str) -> str:
        """Return the next free identifier, CHM-RES-BE-12; call inside the publishing transaction."""
        scope = f"{kind_code}-{owner_code}"
        counter, _made = cls.objects.select_for_update().get_or_create(scope=scope)
        counter.last += 1
        counter.save(update_fields=["last"])
        return f"CHM-{scope}-{counter.last}"
