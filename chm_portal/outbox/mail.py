"""Mail: written as rows by the request, sent by a worker."""

import re
import time
from contextlib import closing, suppress
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from chm_portal.outbox import queue
from chm_portal.outbox.models import OutgoingMail

GIVE_UP = timedelta(hours=48)
SECONDS = 30  # after which a task begins no other mail: a slow server may take EMAIL_TIMEOUT for each
NAME_OF_MAILBOX = re.compile(r"[^\s<>'\"(){}:,;@]+@")
REFUSED_FOR_GOOD, SERVICE_NOT_AVAILABLE = 500, 421  # codes of RFC 5321


class OutboxBackend(BaseEmailBackend):
    """Stores messages and asks the outbox to send them; never talks to a mail server."""

    def send_messages(self, email_messages) -> int:
        """Store the messages in the current transaction and return how many."""
        with transaction.atomic():
            for message in email_messages:
                self._store(message)
        return len(email_messages)

    def _store(self, message: EmailMessage) -> None:
        message.extra_headers.setdefault("Message-ID", make_msgid(domain=urlsplit(settings.PORTAL_ADDRESS).hostname))
        stored = OutgoingMail.objects.create(
            recipients=", ".join(message.recipients()),
            subject=message.subject[:998],
            body=message.body,
            message=message.message().as_bytes(linesep="\r\n"),
            message_id=message.extra_headers["Message-ID"],
        )
        queue.enqueue("mail", str(stored.pk))


class WireMessage(Message):
    """A message as it was written, byte for byte: what is sent again is the same."""

    def as_bytes(self, unixfrom=False, policy=None, linesep: str = "\n") -> bytes:
        # Overridden because Django's SMTP backend names the end of lines, which the standard library's does not know.
        return self.written.replace(b"\r\n", linesep.encode())


class StoredMessage(EmailMessage):
    """A stored mail in the shape in which Django's delivery backends take one."""

    def __init__(self, mail: OutgoingMail, connection):
        super().__init__(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, mail.recipients.split(", "))
        self.connection = connection
        self._bytes = bytes(mail.message)

    def message(self):
        message = message_from_bytes(self._bytes, _class=WireMessage)
        message.written = self._bytes
        return message


@queue.handler("mail")
def deliver(keys: list[str]) -> None:
    """Send stored mails, once each; what cannot be sent now waits for its next turn, longer each time, for 48 hours.

    What the server refuses for good (a code of 5xx about the mail) is given up at once. Raises NotYet.
    """
    left: dict[str, str] = {}
    ends_at = time.monotonic() + SECONDS
    with closing(_Server()) as server:
        for key in keys:
            if time.monotonic() > ends_at:
                left[key] = "The mail server is slow."
            elif mail := OutgoingMail.objects.take(int(key)):
                left |= _send(mail, server)
            elif OutgoingMail.objects.waiting().filter(pk=key).exists():
                left[key] = "Another worker is sending it."
    if left:
        raise queue.NotYet(left)


class _Server:
    """The mail server for one task; one that does not answer is asked once."""

    def __init__(self):
        self.connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
        self.is_open, self.trouble = False, ""

    def send(self, mail: OutgoingMail) -> None:
        """Send a mail. Raises OSError, which all of smtplib's are, where the server is away or does not take it."""
        if self.trouble:
            raise OSError(self.trouble)
        try:
            if not self.is_open:
                self.connection.open()
                self.is_open = True
        except OSError as error:
            self.trouble = _told(error)
            raise OSError(self.trouble) from error
        self.connection.send_messages([StoredMessage(mail, self.connection)])

    def give_up(self, error: OSError) -> None:
        """Leave a connection whose state is not known any more; a server that took too long is not asked again."""
        self.close()
        if isinstance(error, TimeoutError):
            self.trouble = _told(error)

    def close(self) -> None:
        """End the connection; what a server has to say to that is of no interest."""
        with suppress(OSError):
            self.connection.close()
        self.is_open = False


def _send(mail: OutgoingMail, server: _Server) -> dict[str, str]:
    """Send a mail and note what came of it; return {key: why} if it is to be tried again."""
    now = timezone.now()
    try:
        server.send(mail)
    except OSError as error:
        is_final = _is_refused_for_good(error) or mail.created_at < now - GIVE_UP
        note = {"taken_at": None, "failure": _told(error)} | ({"failed_at": now} if is_final else {})
        if not _is_about_the_mail(error):
            server.give_up(error)
        OutgoingMail.objects.filter(pk=mail.pk).update(**note)
        return {} if is_final else {str(mail.pk): _told(error)}
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), taken_at=None, failure="")
    return {}


def _codes(error: Exception) -> list[int]:
    """Return the codes with which a server refused this very mail; none where it has trouble of its own."""
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPSenderRefused | SMTPDataError) else []


def _is_about_the_mail(error: Exception) -> bool:
    return bool(_codes(error)) and SERVICE_NOT_AVAILABLE not in _codes(error)


def _is_refused_for_good(error: Exception) -> bool:
    codes = _codes(error)
    return bool(codes) and all(code >= REFUSED_FOR_GOOD for code in codes)


def _told(error: Exception) -> str:
    """Return what went wrong, without the addresses that servers like to repeat."""
    return NAME_OF_MAILBOX.sub("…@", f"{type(error).__name__}: {error}")[:500]
