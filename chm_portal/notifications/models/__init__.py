"""What carries a topic, who follows what, what happened, and who was told."""

from chm_portal.notifications.models.events import Event, Notice, Verb
from chm_portal.notifications.models.subscriptions import Subscription
from chm_portal.notifications.models.topic_entries import TopicEntry

__all__ = ["Event", "Notice", "Subscription", "TopicEntry", "Verb"]
