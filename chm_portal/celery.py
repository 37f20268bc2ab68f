"""The Celery application: two queues, `default` (workers) and `index` (the one indexer), and beat's schedule."""

import logging
import os

from celery import Celery, Task
from celery.signals import beat_init
from kombu.exceptions import OperationalError

from chm_portal.common.offer import is_offered

log = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chm_portal.settings")


class PortalTask(Task):
    """A task that does nothing while the service it belongs to is switched off; whoever asks goes on asking."""

    abstract = True

    def __call__(self, *args, **kwargs):
        return super().__call__(*args, **kwargs) if is_offered(self.name) else None


app = Celery("chm_portal", task_cls=PortalTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "search-sweep": {
        "task": "chm_portal.search.tasks.sweep",
        "schedule": 300.0,
        "options": {"queue": "index", "expires": 240},
    },
    "search-forget-misses": {
        "task": "chm_portal.search.tasks.forget_misses",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "records-sweep-attachments": {
        "task": "chm_portal.records.tasks.sweep_attachments",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "records-sweep-file-texts": {
        "task": "chm_portal.records.tasks.sweep_file_texts",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "records-check-links": {
        "task": "chm_portal.records.tasks.check_links",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "curation-compare-records": {
        "task": "chm_portal.curation.tasks.compare_records",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "curation-write-link-letters": {
        "task": "chm_portal.curation.tasks.write_link_letters",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3000},
    },
    "imports-sweep": {
        "task": "chm_portal.imports.tasks.sweep",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "reporting-remind": {
        "task": "reporting.tasks.remind_of_reports",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "countries-check-sites": {
        "task": "country_profiles.tasks.check_sites",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "countries-read-feeds": {
        "task": "country_profiles.tasks.read_feeds",
        "schedule": 600.0,
        "options": {"expires": 500},
    },
    "countries-ask-for-confirmation": {
        "task": "country_profiles.tasks.ask_for_confirmation",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3000},
    },
    "countries-notice-silence": {
        "task": "country_profiles.tasks.notice_silence",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3000},
    },
    "countries-sweep-exports": {
        "task": "country_profiles.tasks.sweep_exports",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "knowledge-forget-contacts": {
        "task": "knowledge_base.tasks.forget_contacts",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "discussions-tell-moderators": {
        "task": "collaboration.tasks.tell_moderators",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "interop-dump-public": {
        "task": "chm_portal.interop.tasks.dump_public",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "notifications-ask-for-digests": {
        "task": "chm_portal.notifications.tasks.ask_for_digests",
        "schedule": 600.0,
        "options": {"expires": 500},
    },
    "notifications-forget-old": {
        "task": "chm_portal.notifications.tasks.forget_old",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "records-remind-approvers": {
        "task": "chm_portal.records.tasks.remind_approvers",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "search-match-followed": {
        "task": "chm_portal.search.tasks.match_followed",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "page-cache-add-up-changes": {
        "task": "chm_portal.page_cache.tasks.add_up_changes",
        "schedule": 600.0,
        "options": {"expires": 500},
    },
    "outbox-tidy": {"task": "chm_portal.outbox.tasks.tidy", "schedule": 3600.0, "options": {"expires": 3000}},
}

#: What is looked at soon after beat has started too, so that nobody reads "not checked yet" until the first round.
FIRST_ROUND = (
    "country_profiles.tasks.check_sites",
    "chm_portal.records.tasks.check_links",
    "chm_portal.interop.tasks.dump_public",
)
FIRST_ROUND_AFTER = 20  # seconds: by then workers are there


@beat_init.connect
def begin_first_round(**_sent) -> None:
    """Ask for the first round of checks; while the broker is away it is left to the schedule."""
    for task in FIRST_ROUND:
        try:
            app.send_task(task, countdown=FIRST_ROUND_AFTER, expires=240, retry=False)
        except OperationalError:
            log.warning("The first round of %s waits for its turn: the broker is away", task)
