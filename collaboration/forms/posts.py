"""Forms about a post: writing, editing, reporting one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.common.fields import OneLineField
from chm_portal.common.seen import SeenForm
from chm_portal.directory.forms import CleanTextField
from collaboration.forms.threads import MARKDOWN_HINT
from collaboration.models import Post, Thread
from collaboration.models.posts import POST_LENGTH, REASON_LENGTH
from collaboration.models.threads import QUESTION_LENGTH


class PostForm(forms.Form):
    """A post; the key makes a second press of the button the same one."""

    text = CleanTextField(label=_("Your post"), max_length=POST_LENGTH, rows=8, help_text=MARKDOWN_HINT)
    on_behalf_of = OneLineField(
        label=_("On behalf of"),
        max_length=200,
        required=False,
        help_text=_("Only if you post for somebody whose connection failed: name and role. It is shown to everybody."),
    )
    in_reply_to = forms.IntegerField(min_value=1, max_value=1_000_000, required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, thread: Thread, is_moderator: bool, **kwargs):
        super().__init__(*args, auto_id="reply_%s", **kwargs)
        self.thread = thread
        if not is_moderator:
            del self.fields["on_behalf_of"]

    def clean_in_reply_to(self) -> Post | None:
        """Return the post that is answered; raises ValidationError when the discussion has none of this number."""
        number = self.cleaned_data["in_reply_to"]
        if number is None:
            return None
        answered = Post.objects.filter(thread=self.thread, number=number).first()
        if answered is None:
            raise forms.ValidationError(_("The post you answer is not in this discussion."), code="reply")
        return answered


class EditForm(SeenForm):
    """A new text for a post; a moderator who edits somebody else's says why."""

    text = CleanTextField(label=_("Your post"), max_length=POST_LENGTH, rows=10, help_text=MARKDOWN_HINT)
    reason = CleanTextField(
        label=_("Why you edit it"),
        max_length=REASON_LENGTH,
        rows=2,
        help_text=_("Everybody can read it in the history of the post."),
    )

    def __init__(self, *args, post: Post, is_own: bool, **kwargs):
        super().__init__(*args, initial={"text": post.text, "seen": post.mark}, **kwargs)
        if is_own:
            del self.fields["reason"]
        else:
            self.fields["text"].label = _("The post")
        if post.is_question:
            self.fields["text"] = CleanTextField(
                label=_("Question"), max_length=QUESTION_LENGTH, rows=10, help_text=MARKDOWN_HINT
            )


class ReasonForm(forms.Form):
    """Why: for a report, or for a post that is hidden."""

    reason = CleanTextField(label=_("Reason"), max_length=REASON_LENGTH, rows=4)

    def __init__(self, *args, hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class DecisionForm(SeenForm):
    """One of two decisions, with a reason that is obligatory for the one that takes something away."""

    YES, NO = "yes", "no"
    decision = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect)
    reason = CleanTextField(label=_("Reason"), max_length=REASON_LENGTH, rows=4, required=False)

    def __init__(self, *args, yes, no, hint, seen="", **kwargs):
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        self.fields["decision"].choices = [(self.YES, yes), (self.NO, no)]
        self.fields["reason"].help_text = hint

    def clean(self) -> dict:
        answers = super().clean()
        if answers.get("decision") == self.NO and not answers.get("reason"):
            self.add_error("reason", _("Say why: the author will read it."))
        return answers
