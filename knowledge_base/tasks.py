"""Work of the knowledge base that beat asks for."""

from celery import shared_task

from knowledge_base import suggestions


@shared_task
def forget_contacts() -> int:
    """Delete the names and addresses of suggestions that were answered a month ago."""
    return suggestions.forget_contacts()
