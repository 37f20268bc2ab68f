"""What follows events on the worker side: notices for who follows, and letters about them."""

from chm_portal.notifications import events, fan_out, letters
from chm_portal.notifications.models import Event
from chm_portal.outbox import queue


@queue.handler(events.OUTBOX)
def tell_followers(keys: list[str]) -> None:
    """Give notices of these events; done again, nobody is told twice."""
    for event in Event.objects.filter(pk__in=keys).order_by("pk"):
        fan_out.tell_followers(event)


@queue.handler(letters.OUTBOX)
def write_letters(keys: list[str]) -> None:
    """Write the letters that wait ("daily:12"); done again, none is written twice."""
    for key in keys:
        frequency, _colon, user_id = key.partition(":")
        letters.write(frequency, int(user_id))
