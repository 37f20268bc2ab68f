"""Which tables public pages show, and the triggers that count the transactions that change them.

A new model counts as public until it is named here: forgetting it costs speed, never a page that is out of date. The
database counts and not the code, so that bulk statements, commands, the admin and psql count as well.
"""

import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.db import connections
from django.db.models import Model

#: Apps of which no public page shows anything, or, as of the trail, nothing that another table does not say as well.
PRIVATE_APPS = {
    "account", "admin", "audit", "auth", "axes", "contenttypes", "curation", "imports", "mfa", "outbox", "page_cache",
    "sessions", "teamwork", "usage",
}  # fmt: skip
PRIVATE = {
    "collaboration.PostEdit",
    "collaboration.PostReport",
    "collaboration.QueueLetter",
    "country_profiles.ConfirmationRequest",
    "country_profiles.CountryExport",
    "country_profiles.PartySilence",
    "directory.Invitation",
    "directory.RoleRequest",
    "knowledge_base.Suggestion",
    "notifications.Event",
    "notifications.Notice",
    "notifications.Subscription",
    "records.AttachmentText",
    "records.DraftLink",
    "records.IdentifierCounter",
    "reporting.DueReminder",
    "search.SavedSearch",
    "search.SearchMiss",
    # Written by the indexer alone, which says itself when readers find something else (search.indexer).
    "search.SearchCode",
    "search.SearchEntryA",
    "search.SearchEntryB",
    "search.SearchShelf",
    "search.SearchState",
    "search.SearchTerm",
    "search.SearchWord",
}


@dataclass(frozen=True)
class Shown:
    """Which rows of a table the public sees: those with these values in a column ("*": any); `unseen` columns never."""

    by: str = ""
    values: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


PARTLY = {
    "accounts.User": Shown(
        unseen=(
            *("password", "last_login", "interface_language", "time_zone"),
            *("mail_frequency", "takes_digests", "unread_notices"),
        )
    ),
    "records.Attachment": Shown("published_at", ("*",)),
    "records.Record": Shown("state", ("published", "withdrawn")),
    "records.Revision": Shown("state", ("published",)),
}
EVERYTHING = Shown()


def is_public(model: type[Model]) -> bool:
    """Whether public pages show anything of a model's table."""
    return model._meta.app_label not in PRIVATE_APPS and model._meta.label not in PRIVATE


def triggers() -> dict[tuple[str, str], str]:
    """Return {(table, name of its trigger): the arguments of the trigger} as they should be."""
    found = {}
    for model in filter(is_public, apps.get_models(include_auto_created=True)):
        shown = PARTLY.get(model._meta.label, EVERYTHING)
        parts = (shown.by, ",".join(shown.values), ",".join(shown.unseen))
        arguments = ", ".join(f"'{part}'" for part in parts) if any(parts) else ""
        digest = hashlib.sha256(arguments.encode()).hexdigest()[:8]
        found[model._meta.db_table, f"page_cache_{digest}"] = arguments
    return found


def watch(using: str, **_sent) -> None:
    """Give the tables that are there the triggers that they lack, and take away those that nobody wants any more."""
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        if "page_cache_publicchange" not in tables:  # migrated backwards, beyond this app
            return
        wanted = {key: arguments for key, arguments in triggers().items() if key[0] in tables}
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'page\\_cache\\_%' AND pg_table_is_visible(tgrelid)"
        )
        there = set(cursor.fetchall())
        for table, name in there - wanted.keys():
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        for table, name in wanted.keys() - there:
            cursor.execute(
                f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION page_cache_row_changed({wanted[table, name]})"
            )
