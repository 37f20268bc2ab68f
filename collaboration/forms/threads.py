"""Forms about a thread: starting one, leading it, summing it up."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from chm_portal.common.fields import OneLineField
from chm_portal.common.languages import LANGUAGE_NAMES
from chm_portal.common.seen import SeenForm
from chm_portal.directory.forms import CleanTextField
from collaboration.forms.about import AboutField, RecordsField, terms
from collaboration.forms.windows import WallClockField, ZonedForm
from collaboration.models import Board, Moderation, Thread
from collaboration.models.threads import QUESTION_LENGTH, SUMMARY_LENGTH
from collaboration.opening import Window

MARKDOWN_HINT = _("Plain text, or Markdown for lists, quotations and links. #12 leads to post no. 12.")


class _ThreadForm(ZonedForm):
    """What starting and leading a discussion have in common: where, what, about what, from when to when."""

    board = forms.ModelChoiceField(
        label=_("Board"), queryset=Board.objects.none(), empty_label=_("Choose…"), to_field_name="slug"
    )
    title = OneLineField(
        label=_("Title"), max_length=200, help_text=_("The question in a few words, as it stands in lists.")
    )
    language = forms.ChoiceField(label=_("Language of the discussion"), choices=list(LANGUAGE_NAMES.items()))
    about = AboutField(label=_("What it concerns"), help_text=_("The discussion is listed on their pages."))
    also = forms.ChoiceField(label=_("Also about"), choices=terms, required=False)
    records = RecordsField(
        label=_("Records it is about"),
        help_text=_("Their identifiers (CHM-RES-BE-12) or their addresses on this portal, with commas between."),
    )
    opens = WallClockField(label=_("Opens"), help_text=_("Empty: at once."))
    closes = WallClockField(label=_("Closes"), help_text=_("Afterwards nobody can post."))
    field_order = ["board", "title", "question", "language", "about", "also", "records", "opens", "closes", "zone"]

    def __init__(self, *args, boards, about: Iterable[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].label = _("Time zone of both")
        self.fields["board"].queryset = boards
        self._ask_for_the_end([board.label for board in boards if board.is_standing])
        self.fields["about"].offer(about)
        if not self.fields["about"].choices:
            del self.fields["about"]

    def _ask_for_the_end(self, standing: list[str]) -> None:
        """Ask when it closes, unless some board has discussions that stay open: then say which."""
        self.fields["closes"].required = not standing
        if standing:
            hint = _("Afterwards nobody can post. Empty only where discussions stay open: %(boards)s.")
            self.fields["closes"].help_text = hint % {"boards": " · ".join(standing)}

    def clean(self) -> dict:
        answers = super().clean()
        opens, closes = answers.get("opens"), answers.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The closing is before the opening."))
        elif (closes := self.moment("closes")) and closes <= self._beginning():
            self.add_error("closes", _("This moment has passed."))
        return answers

    def _beginning(self) -> datetime:
        return timezone.now()

    @property
    def topics(self) -> list[str]:
        """The topics that were chosen."""
        answers = self.cleaned_data
        also = [answers["also"]] if answers["also"] else []
        return list(dict.fromkeys([*answers.get("about", []), *also, *answers["records"]]))


class ThreadForm(_ThreadForm):
    """A new discussion; the key makes a second press of the button the same one."""

    question = CleanTextField(
        label=_("Question"),
        max_length=QUESTION_LENGTH,
        rows=8,
        help_text=_(
            "What you would like to hear, from whom, and why. Plain text, or Markdown for lists, quotations and links."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def window(self) -> Window:
        """When it opens and closes; without an opening it opens now."""
        return Window(self.moment("opens") or timezone.now(), self.moment("closes"), self.cleaned_data["zone"])


class ConductForm(_ThreadForm, SeenForm):
    """What a moderator may change of a discussion."""

    moderation = forms.ChoiceField(
        label=_("You read posts"),
        choices=Moderation.choices,
        widget=forms.RadioSelect,
        help_text=_("What newcomers write, people without a role on the portal, always waits for you."),
    )
    moderator = forms.ModelChoiceField(
        label=_("Moderator"), queryset=User.objects.none(), empty_label=None, help_text=_("Named on the page.")
    )
    is_pinned = forms.BooleanField(label=_("Keep it on top of its board"), required=False)

    def __init__(self, *args, thread: Thread, moderators, about: Iterable[str] = (), **kwargs):
        self.thread = thread
        about = list(dict.fromkeys([*thread.topics, *about]))
        shown = [("opens", thread.opens_at), ("closes", thread.closes_at)]
        # The field shows minutes.
        plain = {"tzinfo": None, "second": 0, "microsecond": 0}
        initial = {name: thread.in_its_zone(moment).replace(**plain) for name, moment in shown if moment}
        initial |= {name: getattr(thread, name) for name in ("title", "language", "zone", "moderation", "is_pinned")}
        initial |= {"board": thread.board.slug, "moderator": thread.moderator_id, "about": about, "seen": thread.mark}
        super().__init__(*args, initial=initial, about=about, **kwargs)
        self.fields["moderator"].queryset = moderators
        self.fields["opens"].required = True
        self.fields["opens"].help_text = ""
        if thread.closes_at is None:  # it has no end, and whoever changes something else need not set one
            self.fields["closes"].required = False

    def _beginning(self) -> datetime:
        # A window that has passed may be put right: only its own order counts.
        return self.moment("opens") or self.thread.opens_at

    @property
    def changes(self) -> dict:
        """What the thread is to become; topics that mean nothing to the public yet are kept."""
        answers = self.cleaned_data
        offered = {name for name, _title in self.fields["about"].choices} if "about" in self.fields else set()
        kept = [name for name in self.thread.topics if name not in offered]
        plain = {name: answers[name] for name in ("board", "title", "language", "zone", "moderation", "moderator")}
        return plain | {
            "is_pinned": answers["is_pinned"],
            "topics": list(dict.fromkeys([*kept, *self.topics])),
            "opens_at": self._unless_same("opens", self.thread.opens_at),
            "closes_at": self._unless_same("closes", self.thread.closes_at),
        }

    def _unless_same(self, name: str, stands: datetime | None) -> datetime | None:
        """Return the moment as chosen; what was not touched keeps its seconds, and its place where clocks go back."""
        moment = self.moment(name)
        is_untouched = name not in self.changed_data and self.cleaned_data["zone"] == self.thread.zone
        if is_untouched or (moment and stands and moment == stands.replace(second=0, microsecond=0)):
            return stands
        return moment


class ReopenForm(ZonedForm):
    """Until when a closed discussion is open again; where discussions stay open, no end need be set."""

    closes = WallClockField(label=_("Closes"), help_text=_("Afterwards nobody can post."))
    field_order = ["closes", "zone"]

    def __init__(self, *args, thread: Thread, **kwargs):
        super().__init__(*args, initial={"zone": thread.zone}, **kwargs)
        self.fields["closes"].required = not thread.board.is_standing

    @property
    def closes_at(self) -> datetime | None:
        """The new closing moment."""
        return self.moment("closes")


class SummaryForm(SeenForm):
    """What the discussion came to; `seen` is the number of the version that stood there when the page was opened."""

    text = CleanTextField(label=_("Closing summary"), max_length=SUMMARY_LENGTH, rows=16, help_text=MARKDOWN_HINT)
