"""The forms of collections, events and calls for submissions: each gathers records that stand for themselves."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common.fields import WholeDayField
from chm_portal.records.fields import FilesField, GatheredField, LinksField, TermsField
from chm_portal.records.forms import language_columns
from chm_portal.records.kinds import kind
from chm_portal.vocabularies import groups
from knowledge_base.forms.classified import SUBJECT, ClassifiedForm
from knowledge_base.models import Call, Collection, Event

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class GatheringForm(ClassifiedForm):
    """Base of the forms of collections, events and calls."""

    checked = ("themes", "articles", "targets", "summary")
    group_help = {"summary": _("What it is and for whom, in a few sentences: readers decide by it what to open.")}


@kind(
    slug="collection",
    code="COL",
    label=_("collection"),
    label_plural=_("collections"),
    submit_label=_("Make a collection"),
    service="knowledge-base",
    template="knowledge_base/collection_detail.html",
    start_lead=_(
        "Records of the portal on one subject, chosen and put in order, with an introduction: a toolbox, for instance."
    ),
)
class CollectionForm(GatheringForm):
    """What a collection is asked."""

    gathered = GatheredField(
        required=False,
        label=_("Records, in their order"),
        help_text=_("Each by the identifier that stands on its page, such as CHM-RES-SCBD-12."),
    )

    translated = {"title": _("Title"), "summary": _("Summary")} | Collection.TEXTS
    rows_of_text = {"summary": 4, "introduction": 8}
    sections = [
        ("about", _("The collection"), language_columns("title", "summary", "introduction")),
        ("records", _("What it gathers"), ["gathered"]),
        ("subject", _("What it is about"), [*SUBJECT, "is_public"]),
    ]
    group_help = GatheringForm.group_help | {
        "introduction": _("How to go about it: what to read first, what goes with what."),
    }

    class Meta:
        model = Collection
        fields = language_columns("title", "summary", *Collection.TEXTS)


@kind(
    slug="event",
    code="EVT",
    label=_("event"),
    label_plural=_("events"),
    submit_label=_("Register an event with its materials"),
    service="knowledge-base",
    template="knowledge_base/event_detail.html",
    start_lead=_(
        "A workshop or meeting, with all that was shown and handed out: files can be uploaded together, and what is in "
        "the knowledge base already is named."
    ),
)
class EventForm(GatheringForm):
    """What an event is asked; its materials can be uploaded at once (R58)."""

    languages = TermsField(
        "language",
        groups=groups.languages,
        column="languages",
        required=False,
        label=_("Languages"),
        folded=True,
        help_text=_("The languages in which it was held."),
    )
    files = FilesField(required=False, label=_("Materials"))
    links = LinksField(required=False, label=_("Links"))
    gathered = GatheredField(
        required=False,
        label=_("Materials that are records"),
        help_text=_("Each by the identifier that stands on its page, such as CHM-RES-SCBD-12."),
    )

    translated = {"title": _("Title"), "summary": _("Summary")} | Event.TEXTS
    rows_of_text = {"summary": 4, "programme": 8}
    sections = [
        (
            "about",
            _("The event"),
            [*language_columns("title", "summary", "programme"), "start", "end", "place", "organisers", "languages"],
        ),
        ("materials", _("Materials"), ["files", "links", "gathered"]),
        ("subject", _("What it is about"), [*SUBJECT, "is_public"]),
    ]

    class Meta:
        model = Event
        fields = [*language_columns("title", "summary", *Event.TEXTS), "start", "end", "place", "organisers"]
        help_texts = {
            "start": _("A year (2010), a month (2010-04) or a day (2010-04-05)."),
            "place": _("Town and country, or “online”."),
            "organisers": _("Leave it open if it is the Party or organization that registers it."),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        start, end = cleaned.get("start") or "", cleaned.get("end") or ""
        if end and end < start[: len(end)]:
            self.add_error("end", ValidationError(_("The event ends before it begins."), code="end"))
        return cleaned


@kind(
    slug="call",
    code="CAL",
    label=_("call for submissions"),
    label_plural=_("calls for submissions"),
    submit_label=_("Open a call for submissions"),
    service="knowledge-base",
    template="knowledge_base/call_detail.html",
    start_lead=_(
        "What is asked of Parties and partners, until when. Whoever sends a record names the call in it, and is listed."
    ),
)
class CallForm(GatheringForm):
    """What a call is asked."""

    files = FilesField(required=False, label=_("Files"))
    links = LinksField(required=False, label=_("Links"))

    translated = {"title": _("Title"), "summary": _("Summary")} | Call.TEXTS
    rows_of_text = {"summary": 4, "guidance": 8}
    not_copied = (*GatheringForm.not_copied, "opens", "deadline")
    sections = [
        ("about", _("The call"), [*language_columns("title", "summary", "guidance"), "opens", "deadline"]),
        ("documents", _("Files and links"), ["files", "links"]),
        ("subject", _("What it is about"), [*SUBJECT, "is_public"]),
    ]

    class Meta:
        model = Call
        fields = [*language_columns("title", "summary", *Call.TEXTS), "opens", "deadline"]
        help_texts = {"deadline": _("The last day, wherever on earth it ends last.")}
        field_classes = {"opens": WholeDayField, "deadline": WholeDayField}
        widgets = dict.fromkeys(field_classes, DAY_INPUT)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("opens") and cleaned.get("deadline") and cleaned["deadline"] < cleaned["opens"]:
            message = _("The deadline lies before the day from which the call is open.")
            self.add_error("deadline", ValidationError(message, code="deadline"))
        return cleaned
