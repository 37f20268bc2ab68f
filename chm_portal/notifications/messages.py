"""Messages from a page to people: relayed, so that nobody's address is shown (R86, R93).

A message to somebody with an account goes in the reader's language; whoever answers does so from their own mail, which
shows their address to the one person they answer.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_ratelimit.core import get_usage

from chm_portal.accounts.mail import tell
from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import LANGUAGE_NAMES, current

MESSAGES_AN_HOUR = 5
SENT, SENT_LASTS = "sent", 3600  # the parameter that proves a sending, and for how many seconds
HOUR = 3600  # seconds; what Retry-After says


class MessageForm(forms.Form):
    """A message with the name and address of its writer; `website` is a trap that people never see."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Only used to answer you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=80)
    message = forms.CharField(label=_("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 9}))
    website = forms.CharField(required=False)

    def clean(self) -> dict:
        """Take out what a mail cannot carry: control characters, and line breaks where one line is meant."""
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = clean_text(value) if name == "message" else " ".join(clean_text(value).split())
        return cleaned

    @property
    def is_trapped(self) -> bool:
        """Whether a program has filled what no person sees: such a message is sent nowhere, and nobody is told."""
        return bool(self.cleaned_data["website"])


def to_sent(view: str, *args: str) -> HttpResponse:
    """Lead to the page that says that a message is sent, with the proof that one was."""
    return redirect(f"{reverse(view, args=args)}?{urlencode({SENT: signing.dumps(view, salt=SENT)})}")


def is_sent(request: HttpRequest) -> bool:
    """Whether somebody comes from sending a message to the page that says so."""
    try:
        view = signing.loads(request.GET.get(SENT, ""), salt=SENT, max_age=SENT_LASTS)
    except signing.BadSignature:
        return False
    return view == request.resolver_match.view_name


def known_of(user) -> dict[str, str]:
    """Return what the form need not ask somebody who is signed in."""
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def send_to_secretariat(form: MessageForm, page: str = "") -> None:
    """Write a message to the secretariat; `page` is the path of the page that it is about."""
    if form.is_trapped:
        return
    answers = form.cleaned_data
    head = f"{answers['name']} <{answers['email']}> ({current()})"
    EmailMessage(
        subject=_("Message from the portal: %(subject)s") % answers,
        body="\n\n".join(part for part in (head, page and settings.PORTAL_ADDRESS + page, answers["message"]) if part),
        to=[settings.SECRETARIAT_EMAIL],
        reply_to=[answers["email"]],
    ).send()


def relay(form: MessageForm, people: Iterable, page: str) -> None:
    """Write a message to each of these people, one by one, with the writer's address to answer to.

    `page` is the path of the page it was written on.
    """
    if form.is_trapped:
        return
    answers = form.cleaned_data | {"language": LANGUAGE_NAMES[current()], "page": page}
    for person in people:
        tell(person, "notifications/message", {"message": answers}, reply_to=answers["email"])


def is_too_much(request: HttpRequest, group: str) -> bool:
    """Count a message of this address, and say whether it is one too many in this hour."""
    usage = get_usage(request, group=group, key="ip", rate=f"{MESSAGES_AN_HOUR}/h", increment=True)
    return bool(usage and usage["should_limit"])


def wait(response: HttpResponse) -> HttpResponse:
    """Make a page the answer to one message too many."""
    response.status_code, response["Retry-After"] = 429, str(HOUR)
    return response


def too_much() -> str:
    """Return the sentence for whoever has written too many."""
    return ngettext(
        "Only %(number)d message an hour can be sent from one place. Please try again later; your text is still here.",
        "Only %(number)d messages an hour can be sent from one place. Please try again later; your text is still here.",
        MESSAGES_AN_HOUR,
    ) % {"number": MESSAGES_AN_HOUR}
