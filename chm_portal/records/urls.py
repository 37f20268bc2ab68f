"""Addresses of records in a language: the workspace, the review queue, and what everybody reads."""

from django.urls import path

from chm_portal.records.views import (
    classification,
    public,
    reading,
    review,
    sharing,
    submission,
    translating,
    turns,
    workspace,
)

app_name = "records"
urlpatterns = [
    path("workspace/", workspace.home, name="workspace_home"),
    path("workspace/records/", workspace.record_list, name="record_list"),
    path("workspace/records/to-link/", classification.to_link_list, name="to_link_list"),
    path("workspace/records/to-translate/", translating.translation_list, name="translation_list"),
    path(
        "workspace/records/<int:pk>/translate/<slug:language>/", translating.record_translate, name="record_translate"
    ),
    path("workspace/links/", workspace.link_list, name="link_list"),
    path("workspace/records/new/<slug:kind>/", workspace.record_start, name="record_start"),
    path("workspace/records/<int:pk>/", workspace.record_kept, name="record_kept"),
    path("workspace/records/<int:pk>/edit/", workspace.record_edit, name="record_edit"),
    path("workspace/records/<int:pk>/take-over/", workspace.record_take_over, name="record_take_over"),
    path("workspace/records/<int:pk>/withdraw/", workspace.record_withdraw, name="record_withdraw"),
    path("workspace/records/<int:pk>/classify/", classification.record_classify, name="record_classify"),
    path("workspace/revisions/<int:pk>/", submission.revision_tasks, name="revision_tasks"),
    path("workspace/revisions/<int:pk>/sections/<slug:section>/", submission.revision_section, name="revision_section"),
    path("workspace/revisions/<int:pk>/sections/<slug:section>/turn/", turns.section_turn, name="section_turn"),
    path("workspace/revisions/<int:pk>/read/", reading.revision_read, name="revision_read"),
    path("workspace/revisions/<int:pk>/read/ask/", reading.revision_ask, name="revision_ask"),
    path("workspace/revisions/<int:pk>/links/", sharing.draft_links, name="draft_links"),
    path("workspace/revisions/<int:pk>/links/<int:link>/revoke/", sharing.draft_link_revoke, name="draft_link_revoke"),
    path("workspace/revisions/<int:pk>/check/", submission.revision_check, name="revision_check"),
    path("workspace/revisions/<int:pk>/submitted/", submission.revision_submitted, name="revision_submitted"),
    path("workspace/revisions/<int:pk>/cancel/", submission.revision_cancel, name="revision_cancel"),
    path("workspace/revisions/<int:pk>/suppress/", classification.revision_suppress, name="revision_suppress"),
    path("workspace/review/", review.review_queue, name="review_queue"),
    path("workspace/review/<int:pk>/", review.review_detail, name="review_detail"),
    path("workspace/review/<int:pk>/claim/", review.review_claim, name="review_claim"),
    path("workspace/review/<int:pk>/release/", review.review_release, name="review_release"),
    path("workspace/review/<int:pk>/endorse/", review.review_endorse, name="review_endorse"),
    path("workspace/review/<int:pk>/return/", review.review_return, name="review_return"),
    path("workspace/review/<int:pk>/publish/", review.review_publish, name="review_publish"),
    path("drafts/<str:token>/", sharing.draft_shared, name="draft_shared"),
    path("records/<str:identifier>/", public.record_detail, name="record_detail"),
    path("records/<str:identifier>/print/", public.record_print, name="record_print"),
    path("records/<str:identifier>/history/", public.record_history, name="record_history"),
    path("records/<str:identifier>/revisions/<int:number>/", public.revision_detail, name="revision_detail"),
    path(
        "records/<str:identifier>/revisions/<int:number>/changes/",
        public.revision_difference,
        name="revision_difference",
    ),
]
