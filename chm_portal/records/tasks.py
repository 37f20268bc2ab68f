"""Work on records that beat asks for."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from chm_portal.records import announcing, file_texts, link_checks
from chm_portal.records.models import Attachment, AttachmentText, Revision

KEPT = timedelta(days=1)  # a file that no draft names yet may be on a page somebody is filling in
READING_SECONDS = 45  # of one task, and as long again as the last file takes


@shared_task
def check_links() -> int:
    """Look at links of published records whose turn it is; return how many answered."""
    return link_checks.check_links()


@shared_task
def remind_approvers() -> int:
    """Remind of what has waited for a week, and tell the secretariat of a growing queue; return how many letters."""
    return announcing.remind() + announcing.tell_of_queue()


@shared_task
def sweep_attachments() -> int:
    """Delete files that were never published and that no open revision names; return how many."""
    old = Attachment.objects.filter(published_at=None, created_at__lt=timezone.now() - KEPT)
    swept = 0
    for attachment in old.select_related("record"):
        open_payloads = Revision.objects.open().filter(record=attachment.record).values_list("payload", flat=True)
        named = {
            row.get("file") for payload in open_payloads for row in payload.get("files") or [] if isinstance(row, dict)
        }
        if attachment.pk not in named:
            attachment.file.delete(save=False)
            attachment.delete()
            swept += 1
    return swept


@shared_task
def read_files() -> int:
    """Read the texts of public files whose turn it is, for a while; have the others read by the next task."""
    number = file_texts.read_due(READING_SECONDS)
    if AttachmentText.objects.due().exists():
        read_files.apply_async(retry=False, expires=600)
    return number


@shared_task
def sweep_file_texts() -> int:
    """Find public files that nobody has read, or with older readers; forget texts of files that are not public."""
    file_texts.take_in()
    return read_files()
