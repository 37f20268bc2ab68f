"""Letters: in the reader's language and time zone, from templates/emails/, as plain text and as HTML.

A letter is `emails/<template>.txt`, whose first line is its subject and whose second is empty. Its HTML part is
`emails/<template>.html` if there is one; otherwise the text is set in the one layout that all letters share. Call
`tell` inside the transaction of the act it tells of: Django's mail backend here only writes outbox rows, so a letter
about something that was rolled back is never sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist, engines
from django.utils import timezone, translation

from chm_portal.accounts.letter_html import parts_of
from chm_portal.common.languages import current, direction, html_lang

ANY_LETTER = "emails/any.html"


@contextmanager
def speaking_to(user) -> Iterator[None]:
    """Use a person's language and time zone."""
    with timezone.override(user.zone), translation.override(user.interface_language):
        yield


def tell(user, template: str, context: dict | None = None, reply_to: str = "") -> None:
    """Write to a person with an account, in the person's language and time zone; closed accounts get no mail."""
    if user.is_active:
        with speaking_to(user):
            letter_to(user, template, context, reply_to).send()


def letter_to(
    user, template: str, context: dict | None = None, reply_to: str = "", headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """Return a letter to a person in the active language, not sent yet."""
    return _letter(user.email, template, {"person": user, **(context or {})}, reply_to, headers)


def tell_address(address: str, language: str, template: str, context: dict | None = None, reply_to: str = "") -> None:
    """Write to an address, which may have no account, in one of the six languages; answers go to `reply_to`."""
    with translation.override(language):
        _letter(address, template, context, reply_to).send()


def _letter(
    address: str, template: str, context: dict | None, reply_to: str = "", headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    context = {
        "address": settings.PORTAL_ADDRESS,
        "portal_name": settings.PORTAL_NAME,
        "lang": html_lang(current()),
        "dir": direction(current()),
        **(context or {}),
    }
    subject, _line, body = _rendered(f"emails/{template}.txt", context).partition("\n")
    subject, body = " ".join(subject.split()), body.strip() + "\n"
    message = EmailMultiAlternatives(
        subject,
        body,
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    message.attach_alternative(_page(template, context | {"subject": subject}, body), "text/html")
    return message


def _page(template: str, context: dict, body: str) -> str:
    """Return the HTML part: the letter's own, or its text in the shared layout."""
    try:
        return _rendered(f"emails/{template}.html", context, is_html=True)
    except TemplateDoesNotExist as missing:
        if missing.args[0] != f"emails/{template}.html":  # something that the letter's own page includes
            raise
    return _rendered(ANY_LETTER, context | {"parts": parts_of(body)}, is_html=True)


def _rendered(name: str, context: dict, is_html: bool = False) -> str:
    # Plain text must not be escaped ("O'Neill"), which Django does by default for every template.
    template = engines["django"].engine.get_template(name)
    return template.render(Context(context, autoescape=is_html))
