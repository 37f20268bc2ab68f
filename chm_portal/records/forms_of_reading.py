"""Forms of the internal review round: whom to ask, what to answer (R40)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from chm_portal.common.fields import WholeDayField
from chm_portal.directory.forms import CleanTextField
from chm_portal.directory.models import today
from chm_portal.teamwork.models import Task
from chm_portal.teamwork.models.tasks import NOTE_LENGTH


class AskForm(forms.Form):
    """Whom of the team to ask to read a draft, with a word to them."""

    people = forms.MultipleChoiceField(
        label=_("Whom do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one person.")},
    )
    note = CleanTextField(
        label=_("What should they look at?"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("It goes into the letter."),
    )
    due = WholeDayField(label=_("Until when?"), required=False)

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["people"].choices = [(key, str(person)) for key, person in self._people.items()]

    def clean_due(self) -> date | None:
        day = self.cleaned_data["due"]
        if day and day < today():
            message = _("This day has passed. Choose today or a later day, or leave it open.")
            raise ValidationError(message, code="past")
        return day

    @property
    def chosen(self) -> list[User]:
        """The ticked people."""
        return [self._people[key] for key in self.cleaned_data["people"]]


class AnswerReviewForm(forms.Form):
    """What somebody who was asked says of a draft; comments need words."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[(Task.Answer.RIGHT, _("It looks right")), (Task.Answer.COMMENTS, _("I have comments"))],
    )
    text = CleanTextField(label=_("In words"), max_length=NOTE_LENGTH, rows=6, required=False)

    def clean(self) -> dict:
        answers = super().clean()
        if answers.get("verdict") == Task.Answer.COMMENTS and not (answers.get("text") or "").strip():
            self.add_error("text", ValidationError(_("Say what you would change."), code="required"))
        return answers
