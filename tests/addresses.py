"""Every address of the portal with arguments to ask it for, in a world that has one of everything.

`SAMPLES` gives an address that takes arguments a few telling ones: a draft of Party A, a published record, one that is
not there. A new address with arguments needs a line; the tests of access and of hostile input then cover it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chm_portal.curation.lists import BY_SLUG
from chm_portal.notifications import unsubscribing
from tests.one_of_everything import World

Arguments = dict[str, tuple | str]  # {what it is: arguments of reverse(), or the path where that cannot be made}


def _kept_records(made: World) -> Arguments:
    return {
        "published of A": (made.published.pk,),
        "withdrawn of A": (made.withdrawn.pk,),
        "draft of A": (made.draft.record_id,),
        "submitted of the partner": (made.of_partner.record_id,),
        "report of A": (made.national_report.pk,),
        "report kept for B": (made.kept_for_b.pk,),
    }


def _revisions(made: World) -> Arguments:
    return {
        "published of A": (made.published.current_id,),
        "draft of A": (made.draft.pk,),
        "submitted of A": (made.submitted.pk,),
        "endorsed of A": (made.endorsed.pk,),
        "returned of A": (made.returned.pk,),
        "endorsed of the partner": (made.of_partner.pk,),
        "submitted report of A": (made.report_draft.pk,),
    }


def _public_records(made: World) -> Arguments:
    return {
        "published": (made.published.identifier,),
        "report": (made.national_report.identifier,),
        "profile": (made.profile.identifier,),
        "withdrawn": (made.withdrawn.identifier,),
        "unknown": ("CHM-RES-BE-999",),
    }


def _numbered(made: World) -> Arguments:
    return {
        "first": (made.published.identifier, 1),
        "latest": (made.published.identifier, 2),
        "of a withdrawn record": (made.withdrawn.identifier, 1),
        "unknown": (made.published.identifier, 9),
    }


def _countries(made: World) -> Arguments:
    return {"A": ("be",), "B": ("cm",), "unknown": ("xx",)}


def _feeds(made: World) -> Arguments:
    return {"records": ("records",), "discussions": ("discussions",), "unknown": ("unknown",)}


def _feeds_of(made: World) -> Arguments:
    return {
        "theme": ("themes", "invasive-alien-species"),
        "open discussion": ("topics", made.thread.pk),
        "proposed by A": ("topics", made.proposed_thread.pk),
        "unknown theme": ("themes", "unknown"),
    }


def _vocabularies(made: World) -> Arguments:
    return {"themes": ("themes",), "unknown": ("unknown",)}


def _tasks(made: World) -> Arguments:
    return {
        "of A": ("be", made.task.pk),
        "of A asked for as B's": ("cm", made.task.pk),
        "reading of A": ("be", made.review.pk),
        "unknown": ("be", 999_999),
    }


def _threads(made: World) -> Arguments:
    return {
        "open": (made.thread.pk,),
        "closed": (made.closed_thread.pk,),
        "proposed by A": (made.proposed_thread.pk,),
        "unknown": (999_999,),
    }


def _posts(made: World) -> Arguments:
    shown = {name: made.posts[name] for name in ("visible", "hidden", "of a closed thread")}
    questions = {"question": made.thread, "question of a proposal by A": made.proposed_thread}
    named = {name: (post.thread_id, post.number) for name, post in shown.items()}
    return named | {name: (thread.pk, 0) for name, thread in questions.items()} | {"unknown": (made.thread.pk, 99)}


def _imports(made: World) -> Arguments:
    return {
        "checked of A": (made.checked_import.pk,),
        "brought in by the partner": (made.import_of_partner.pk,),
        "unknown": (999_999,),
    }


def _imported_kinds(made: World) -> Arguments:
    return {"resource": ("resource",), "of which none comes in sheets": ("strategy",), "unknown": ("unknown",)}


def _with(arguments: Callable[[World], Arguments], *more) -> Callable[[World], Arguments]:
    return lambda made: {label: (*given, *more) for label, given in arguments(made).items()}


SAMPLES: dict[str, Callable[[World], Arguments]] = {
    "account_confirm_email": lambda made: {"a wrong key": ("no-key",)},
    "account_reset_password_from_key": lambda made: {"a wrong key": ("1", "no-key")},
    "admin:app_list": lambda made: {"records": ("records",)},
    "admin:view_on_site": lambda made: {"unknown": (1, 1)},
    "chinese": lambda made: {"search": "/zh/search/"},
    "country_profiles:due_give": lambda made: {
        "seventh report of A": ("be", "report-nr7"),
        "seventh report of B": ("cm", "report-nr7"),
        "unknown": ("be", "unknown"),
    },
    "country_profiles:task_board": _countries,
    "country_profiles:task_calendar": _countries,
    "country_profiles:task_detail": _tasks,
    "country_profiles:task_edit": _tasks,
    "country_profiles:task_move": _tasks,
    "country_profiles:task_new": _countries,
    "country_profiles:task_remove": _tasks,
    "country_profiles:country_detail": _countries,
    "country_profiles:small_letters": lambda made: {"A": ("BE",)},
    "country_profiles:country_export": _countries,
    "country_profiles:country_export_file": _countries,
    "country_profiles:country_print": _countries,
    "country_profiles:country_records": _countries,
    "country_profiles:country_records_csv": _countries,
    "country_profiles:country_records_json": _countries,
    "country_profiles:country_records_xlsx": _countries,
    "country_profiles:country_initiatives_xlsx": _countries,
    "country_profiles:country_initiatives": _countries,
    "country_profiles:country_initiatives_print": _countries,
    "country_profiles:country_initiatives_csv": _countries,
    "country_profiles:country_initiatives_json": _countries,
    "country_profiles:feed_detail": _countries,
    "country_profiles:feed_look": _countries,
    "country_profiles:feed_switch_off": _countries,
    "country_profiles:message_sent": _countries,
    "country_profiles:message_write": _countries,
    "country_profiles:party_workspace": _countries,
    "country_profiles:profile_confirm": _countries,
    "collaboration:board_detail": lambda made: {"board": (made.board.slug,), "unknown": ("unknown",)},
    "collaboration:change_hide": lambda made: {
        "title": (made.thread.pk, made.change.pk),
        "of another discussion": (made.closed_thread.pk, made.change.pk),
    },
    "collaboration:edit_decide": lambda made: {"of A": (made.edit.pk,)},
    "collaboration:post_decide": lambda made: {
        name: (made.posts[name].pk,) for name in ("waiting", "refused", "visible")
    },
    "collaboration:post_edit": _posts,
    "collaboration:post_hide": _posts,
    "collaboration:post_history": _posts,
    "collaboration:post_new": _threads,
    "collaboration:post_permalink": _posts,
    "collaboration:post_report": _posts,
    "collaboration:post_rewrite": lambda made: {
        name: (made.posts[name].thread_id, made.posts[name].pk) for name in ("waiting", "refused", "visible")
    },
    "collaboration:report_decide": lambda made: {"of B": (made.report.pk,)},
    "collaboration:thread_close": _threads,
    "collaboration:thread_decide": lambda made: {
        "proposed by A": (made.proposed_thread.pk,),
        "accepted": (made.thread.pk,),
    },
    "collaboration:thread_detail": _threads,
    "collaboration:thread_edit": _threads,
    "collaboration:thread_print": _threads,
    "collaboration:thread_reopen": _threads,
    "collaboration:thread_summaries": _threads,
    "collaboration:thread_summary": _threads,
    "curation:desk_list": lambda made: {slug: (slug,) for slug in (*BY_SLUG, "unknown")},
    "curation:terms_changed": lambda made: {"first": (made.term_change.pk,), "unknown": (999_999,)},
    "curation:terms_undo": lambda made: {"first": (made.term_change.pk,), "unknown": (999_999,)},
    "curation:pair_tell_apart": lambda made: {"two of A": (made.pair.pk,), "unknown": (999_999,)},
    "directory:invitation_answer": lambda made: {"of A to the member": (made.invitation.pk,)},
    "directory:invitation_cancel": lambda made: {"of A to the member": (made.invitation.pk,)},
    "directory:organisation_detail": lambda made: {"approved": ("iucn",), "proposed": (made.proposed.code,)},
    "directory:request_answer": lambda made: {"of the member for A": (made.request.pk,)},
    "directory:request_withdraw": lambda made: {"of the member for A": (made.request.pk,)},
    "directory:role_ask": lambda made: {"contributor": ("contributor-of-party",), "unknown": ("king",)},
    "directory:role_end": lambda made: {
        "contributor of A": (made.role_of("contributor_a"),),
        "focal point of A": (made.role_of("focal_point_a"),),
    },
    "directory:role_hand_over": lambda made: {
        "contributor of A": (made.role_of("contributor_a"),),
        "focal point of A": (made.role_of("focal_point_a"),),
    },
    "directory:role_history": lambda made: {"A": ("party:be",), "partner": ("organisation:iucn",), "nobody": ("x:y",)},
    "directory:successor_name": lambda made: {
        "contributor of A": (made.role_of("contributor_a"),),
        "focal point of A": (made.role_of("focal_point_a"),),
    },
    "directory:team_detail": lambda made: {"A": ("party:be",), "partner": ("organisation:iucn",), "nobody": ("x:y",)},
    "interop:feed": _feeds,
    "interop:feed_of": _feeds_of,
    "interop:list_csv": _feeds,
    "interop:list_csv_of": _feeds_of,
    "interop:list_xlsx": _feeds,
    "interop:list_xlsx_of": _feeds_of,
    "machines:vocabulary": _vocabularies,
    "machines:vocabulary_csv": _vocabularies,
    "machines:vocabulary_json": _vocabularies,
    "machines:vocabulary_term": lambda made: {
        "known": ("themes", "invasive-alien-species"),
        "unknown": ("themes", "unknown"),
    },
    "machines:vocabulary_ttl": _vocabularies,
    "imports:import_cancel": _imports,
    "imports:import_confirm": _imports,
    "imports:import_detail": _imports,
    "imports:import_hand_in": _imports,
    "imports:import_new": _imported_kinds,
    "imports:import_rows_csv": _imports,
    "imports:template_csv": _imported_kinds,
    "imports:template_xlsx": _imported_kinds,
    "machines:sitemap_part": lambda made: {"records": ("records",), "unknown": ("unknown",)},
    "notifications:notice_read": lambda made: {"of a member": (made.notice.pk,), "unknown": (999_999,)},
    "notifications:unsubscribe": lambda made: {
        "of a member": (unsubscribing.token_for(made.subscription.user, {made.subscription.pk}),),
        "not ours": ("WzEsMF0:1abc:forged",),
    },
    "pages:prose_read": lambda made: {"about": ("about",)},
    "permanent:attachment_download": lambda made: {
        "published": (made.attachment.pk, "guide.pdf"),
        "draft of A": (made.draft_attachment.pk, "guide.pdf"),
    },
    "permanent:record_bibtex": _public_records,
    "permanent:record_permanent": _public_records,
    "permanent:record_ris": _public_records,
    "records:record_classify": _kept_records,
    "records:record_detail": _public_records,
    "records:record_edit": _kept_records,
    "records:record_history": _public_records,
    "records:record_kept": _kept_records,
    "records:record_print": _public_records,
    "records:record_start": lambda made: {
        "resource": ("resource",),
        "report": ("national-report",),
        "profile": ("country-profile",),
        "unknown": ("unknown",),
    },
    "records:record_take_over": _kept_records,
    "records:record_withdraw": _kept_records,
    "records:review_claim": _revisions,
    "records:review_detail": _revisions,
    "records:review_endorse": _revisions,
    "records:review_publish": _revisions,
    "records:review_release": _revisions,
    "records:review_return": _revisions,
    "records:revision_ask": _revisions,
    "records:revision_read": _revisions,
    "records:section_turn": _with(_revisions, "subject"),
    "records:revision_cancel": _revisions,
    "records:revision_check": _revisions,
    "records:revision_detail": _numbered,
    "records:revision_difference": _numbered,
    "records:revision_section": _with(_revisions, "subject"),
    "records:revision_submitted": _revisions,
    "records:revision_suppress": _revisions,
    "records:revision_tasks": _revisions,
    "search:article_detail": lambda made: {"8": ("8",), "unknown": ("999",)},
    "knowledge_base:suggestion_detail": lambda made: {"waiting": (made.suggestion.pk,), "unknown": (999_999,)},
    "records:draft_link_revoke": lambda made: {
        "of A": (made.draft.pk, made.draft_link.pk),
        "of A asked for as another draft's": (made.submitted.pk, made.draft_link.pk),
    },
    "records:draft_links": _revisions,
    "records:draft_shared": lambda made: {
        "live": made.draft_link.get_absolute_url(),
        "revoked": made.revoked_link.get_absolute_url(),
        "forged": (f"{made.draft_link.key}:x",),
    },
    "records:record_translate": lambda made: {
        "published of A": (made.published.pk, "fr"),
        "draft of A": (made.draft.record_id, "fr"),
        "unknown language": (made.published.pk, "xx"),
    },
    "reporting:cycle_detail": lambda made: {"fourth": ("nr4",), "unknown": ("nr99",)},
    "search:decision_detail": lambda made: {"known": ("ix-30",), "unknown": ("ix-999",)},
    "search:saved_remove": lambda made: {"of a member": (made.saved_search.pk,), "unknown": (999_999,)},
    "search:target_detail": lambda made: {"gbf-1": ("gbf", "gbf-1"), "unknown": ("gbf", "999")},
    "search:theme_detail": lambda made: {"known": ("invasive-alien-species",), "unknown": ("unknown",)},
}


@dataclass(frozen=True)
class Address:
    """A named address and how many arguments it takes."""

    name: str
    arguments: int

    @property
    def is_of_a_model_in_the_admin(self) -> bool:
        """Return whether this is one of the pages that the admin makes for every model."""
        return self.name.startswith("admin:") and self.name.endswith(
            ("_changelist", "_add", "_change", "_delete", "_history")
        )


def named_addresses() -> list[Address]:
    """Return every named address once, ours, the admin's and allauth's."""
    return list({address.name: address for address in _walk(get_resolver())}.values())


def _walk(resolver: URLResolver, namespaces: tuple[str, ...] = (), taken: int = 0) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        arguments = taken + (
            len(pattern.pattern.converters) or pattern.pattern.regex.groups if _has_route(pattern) else 0
        )
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, (*namespaces, *([pattern.namespace] if pattern.namespace else [])), arguments)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Address(":".join([*namespaces, pattern.name]), arguments)


def _has_route(pattern) -> bool:
    return hasattr(pattern.pattern, "converters")


def samples_of(address: Address, made: World) -> dict[str, str]:
    """Return {what it is: path} of an address; raises LookupError where it takes arguments and has no samples."""
    if address.name in SAMPLES:
        return {label: _path(address.name, given) for label, given in SAMPLES[address.name](made).items()}
    # The admin shows some pages of the workspace under the same names: the same functions, asked for less often.
    if address.name.replace("admin:", "records:") in SAMPLES:
        few = {"draft of A": (made.draft.pk,), "endorsed of A": (made.endorsed.pk,)}
        return {label: _path(address.name, given) for label, given in few.items()}
    if not address.arguments:
        return {"": reverse(address.name)}
    if model := _model_of(address.name):
        row = model._default_manager.order_by("pk").first()
        return {"first" if row else "absent": reverse(address.name, args=[row.pk if row else 1])}
    raise LookupError(f"{address.name} takes arguments: give it samples in tests/addresses.py.")


def _path(name: str, arguments: tuple | str) -> str:
    return arguments if isinstance(arguments, str) else reverse(name, args=arguments)


def _model_of(name: str):
    """Return the model of an address of the admin that takes an object's key."""
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(stem) and name.removeprefix(stem) in {"change", "delete", "history"}:
            return model
    return None
