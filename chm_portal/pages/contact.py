"""The contact form: a message to the secretariat, sent by the outbox like every other mail."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.core import get_usage

from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import current
from chm_portal.pages.prose import prose

MESSAGES_AN_HOUR = 5
HOUR = 3600


class ContactForm(forms.Form):
    """A message with the name and address of its writer; `website` is a trap that people never see."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("Only used to answer you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=80)
    message = forms.CharField(
        label=gettext_lazy("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 9})
    )
    website = forms.CharField(required=False)

    def clean(self) -> dict:
        """Take out what a mail cannot carry: control characters, and line breaks where one line is meant."""
        cleaned = super().clean()
        for name, value in cleaned.items():
            cleaned[name] = clean_text(value) if name == "message" else " ".join(clean_text(value).split())
        return cleaned

    def send(self) -> None:
        """Hand the message to the outbox; a filled trap sends nothing and tells nobody."""
        if self.cleaned_data["website"]:
            return
        answers = self.cleaned_data
        EmailMessage(
            subject=_("Message from the portal: %(subject)s") % answers,
            body="%(name)s <%(email)s> (%(language)s)\n\n%(message)s" % (answers | {"language": current()}),
            to=[settings.SECRETARIAT_EMAIL],
            reply_to=[answers["email"]],
        ).send()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_write(request: HttpRequest) -> HttpResponse:
    """Show the form, and take a message: at most five an hour from one address, then 429."""
    form = ContactForm(request.POST or None, initial=_known_of(request.user))
    status = 200
    if request.method == "POST" and form.is_valid():
        if not _is_too_much(request):
            form.send()
            return redirect("pages:contact_sent")
        form.add_error(None, _too_much())
        status = 429
    response = render(request, "pages/contact_write.html", {"form": form, "page": prose("contact")}, status=status)
    if status == 429:
        response["Retry-After"] = str(HOUR)
    return response


@login_not_required
@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    """Say that the message is on its way."""
    return render(request, "pages/contact_sent.html")


def _known_of(user) -> dict[str, str]:
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def _is_too_much(request: HttpRequest) -> bool:
    usage = get_usage(request, group="contact", key="ip", rate=f"{MESSAGES_AN_HOUR}/h", increment=True)
    return bool(usage and usage["should_limit"])


def _too_much() -> str:
    return ngettext(
        "Only %(number)d message an hour can be sent from one place. Please try again later; your text is still here.",
        "Only %(number)d messages an hour can be sent from one place. Please try again later; your text is still here.",
        MESSAGES_AN_HOUR,
    ) % {"number": MESSAGES_AN_HOUR}
