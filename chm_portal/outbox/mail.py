"""Mail: written as rows by the request, sent by a worker."""

from datetime import timedelta
from email import message_from_bytes, policy

from django.conf import settings
from django.core.mail import EmailMessage, get_connection, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django.utils import timezone

from chm_portal.outbox import queue
from chm_portal.outbox.models import OutgoingMail

GIVE_UP = timedelta(hours=48)


class OutboxBackend(BaseEmailBackend):
    """Stores messages and asks the outbox to send them; never talks to a mail server."""

    def send_messages(self, email_messages) -> int:
        """Store the messages in the current transaction and return how many."""
        with transaction.atomic():
            for message in email_messages:
                self._store(message)
        return len(email_messages)

    def _store(self, message: EmailMessage) -> None:
        message.extra_headers.setdefault("Message-ID", make_msgid(domain=DNS_NAME))
        stored = OutgoingMail.objects.create(
            recipients=", ".join(message.recipients()),
            subject=message.subject[:998],
            body=message.body,
            message=message.message().as_bytes(linesep="\r\n"),
            message_id=message.extra_headers["Message-ID"],
        )
        queue.enqueue("mail", str(stored.pk))


class StoredMessage(EmailMessage):
    """A stored mail in the shape in which Django's delivery backends take one."""

    def __init__(self, mail: OutgoingMail, connection):
        super().__init__(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, mail.recipients.split(", "))
        self.connection = connection
        self._bytes = bytes(mail.message)

    def message(self):
        return message_from_bytes(self._bytes, policy=policy.SMTP)


@queue.handler("mail")
def deliver(keys: list[str]) -> None:
    """Send stored mails once each; a mail that cannot be sent within 48 hours is given up."""
    waiting = OutgoingMail.objects.filter(pk__in=keys, sent_at=None, created_at__gt=timezone.now() - GIVE_UP)
    if not waiting:
        return
    with get_connection(settings.MAIL_DELIVERY_BACKEND) as connection:
        for mail in waiting:
            connection.send_messages([StoredMessage(mail, connection)])
            OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
