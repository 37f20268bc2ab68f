"""Partner organisations."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import current, in_language, preference, suffix
from chm_portal.vocabularies.memory import vocabulary


class OrganisationKind(models.TextChoices):
    """The kinds of partner the founding document names (R56)."""

    UN_BODY = "un-body", _("United Nations body")
    INTERGOVERNMENTAL = "intergovernmental", _("other intergovernmental organization")
    NON_GOVERNMENTAL = "non-governmental", _("non-governmental organization")
    PRIVATE_SECTOR = "private-sector", _("private sector")
    ACADEMIA = "academia", _("academic or research institution")
    INDIGENOUS = "indigenous", _("indigenous peoples and local communities")
    GOVERNMENT = "government", _("government body")
    FINANCIAL_MECHANISM = "financial-mechanism", _("financial mechanism")


class OrganisationQuerySet(models.QuerySet):
    """Sets of partner organisations."""

    def approved(self):
        """Keep those the secretariat has approved: the only ones the public sees."""
        return self.filter(state=Organisation.State.APPROVED)

    def named(self, code: str):
        """Keep the approved one of this code: its own, or that of an organisation which was merged into it."""
        return self.approved().filter(
            Q(code=code) | Q(pk__in=Organisation.objects.filter(code=code).values("merged_into"))
        )

    def current_code(self, code: str) -> str:
        """Return the code of the organisation that stays for one that was merged into it; any other as it is."""
        return self.filter(code=code).values_list("merged_into__code", flat=True).first() or code

    def in_name_order(self):
        """Sort by the name the reader sees: in the reader's language, or else in the first there is."""
        names = [NullIf(F(f"name_{suffix(code)}"), Value("")) for code in preference(current())]
        return self.order_by(Coalesce(*names), "pk")


class Organisation(models.Model):
    """A partner organisation of the CHM (R56, R121); public once the secretariat has approved it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        MERGED = "merged", _("merged into another")

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        null=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9-]+[a-z0-9]$",
                _("Use at least three small letters (a to z), digits or hyphens, and begin with a letter."),
            )
        ],
        help_text=_("Part of its address and of the identifiers of its records, such as “iucn”. It never changes."),
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    country = models.ForeignKey(
        "vocabularies.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("country"),
        help_text=_("Where it has its seat."),
    )
    site = models.URLField(_("web site"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=3000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(
                # A CHECK passes on NULL, so "has a code" is said too.
                condition=Q(state="declined", code=None)
                | (
                    Q(code__isnull=False, code__regex=r"^[a-z][a-z0-9-]+[a-z0-9]$")
                    & ~Q(code="scbd")
                    & ~Q(state="declined")
                ),
                name="directory_organisation_code_is_usable",
                violation_error_code="code",
                violation_error_message=_("This code cannot be used; “scbd” is the secretariat's own."),
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="directory_organisation_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("directory:organisation_detail", args=[self.code])

    @property
    def topic(self) -> str:
        """The organisation's name in subscriptions."""
        return f"organisation:{self.code}"

    @property
    def label(self) -> str:
        """Return the name in the reader's language, or in the first language there is."""
        return in_language(self, "name")[0] or self.code or ""

    @property
    def country_label(self) -> str:
        """Return the name of the country of its seat, without a query; empty when it has none."""
        return vocabulary("country").by_pk(self.country_id).label if self.country_id else ""

    @property
    def site_shown(self) -> str:
        """Return the web site as people write it: iucn.org."""
        return self.site.partition("://")[2].removeprefix("www.").rstrip("/")

    @property
    def is_approved(self) -> bool:
        """Whether the public sees it and its members can publish."""
        return self.state == self.State.APPROVED

    def approve(self, by) -> None:
        """Make the organisation public; the caller holds its row's lock and writes the audit event."""
        self._decide(self.State.APPROVED, by)

    def decline(self, by) -> None:
        """Refuse the proposal and give its code back, so that it can be proposed again; same conditions as approve."""
        self.code = None
        self._decide(self.State.DECLINED, by)

    def _decide(self, state: str, by) -> None:
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self.save(update_fields=["code", "state", "decided_by", "decided_at"])
