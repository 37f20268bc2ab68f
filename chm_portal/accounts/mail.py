"""Letters to people: in the reader's language and time zone, from templates/emails/.

A letter is `emails/<template>.txt`, whose first line is its subject and whose second is empty, and, if it exists,
`emails/<template>.html`. Call it inside the transaction of the act it tells of: Django's mail backend here only
writes outbox rows, so a letter about something that was rolled back is never sent.
"""

from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist, engines
from django.utils import timezone, translation


def tell(user, template: str, context: dict | None = None, reply_to: str = "") -> None:
    """Write to a person with an account, in the person's language and time zone; closed accounts get no mail."""
    if user.is_active:
        with timezone.override(user.zone):
            tell_address(user.email, user.interface_language, template, {"person": user, **(context or {})}, reply_to)


def tell_address(address: str, language: str, template: str, context: dict | None = None, reply_to: str = "") -> None:
    """Write to an address, which may have no account, in one of the six languages; answers go to `reply_to`."""
    context = {"address": settings.PORTAL_ADDRESS, "portal_name": settings.PORTAL_NAME, **(context or {})}
    with translation.override(language):
        subject, _line, body = _rendered(f"emails/{template}.txt", context).partition("\n")
        message = EmailMultiAlternatives(
            " ".join(subject.split()),
            body.strip() + "\n",
            to=[address],
            reply_to=[reply_to] if reply_to else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
        with suppress(TemplateDoesNotExist):  # the text is the whole letter; a page is a choice
            message.attach_alternative(_rendered(f"emails/{template}.html", context, is_html=True), "text/html")
        message.send()


def _rendered(name: str, context: dict, is_html: bool = False) -> str:
    # Plain text must not be escaped ("O'Neill"), which Django does by default for every template.
    template = engines["django"].engine.get_template(name)
    return template.render(Context(context, autoescape=is_html))
