"""Addresses of the service collaboration."""

from django.urls import path

from collaboration.views import boards, moderation, posts, threads

app_name = "collaboration"
urlpatterns = [
    path("collaboration/", boards.home, name="home"),
    path("collaboration/boards/<slug:slug>/", boards.board_detail, name="board_detail"),
    path("collaboration/topics/new/", threads.thread_new, name="thread_new"),
    path("collaboration/topics/<int:pk>/", threads.thread_detail, name="thread_detail"),
    path("collaboration/topics/<int:pk>/print/", threads.thread_print, name="thread_print"),
    path("collaboration/topics/<int:pk>/summaries/", threads.thread_summaries, name="thread_summaries"),
    path("collaboration/topics/<int:pk>/edit/", threads.thread_edit, name="thread_edit"),
    path("collaboration/topics/<int:pk>/changes/<int:change>/hide/", threads.change_hide, name="change_hide"),
    path("collaboration/topics/<int:pk>/close/", threads.thread_close, name="thread_close"),
    path("collaboration/topics/<int:pk>/reopen/", threads.thread_reopen, name="thread_reopen"),
    path("collaboration/topics/<int:pk>/summary/", threads.thread_summary, name="thread_summary"),
    path("collaboration/topics/<int:pk>/posts/", posts.post_new, name="post_new"),
    path("collaboration/topics/<int:pk>/waiting/<int:post>/", posts.post_rewrite, name="post_rewrite"),
    path("collaboration/topics/<int:pk>/posts/<int:number>/", posts.post_permalink, name="post_permalink"),
    path("collaboration/topics/<int:pk>/posts/<int:number>/edit/", posts.post_edit, name="post_edit"),
    path("collaboration/topics/<int:pk>/posts/<int:number>/history/", posts.post_history, name="post_history"),
    path("collaboration/topics/<int:pk>/posts/<int:number>/report/", posts.post_report, name="post_report"),
    path("collaboration/topics/<int:pk>/posts/<int:number>/hide/", posts.post_hide, name="post_hide"),
    path("collaboration/moderation/", moderation.moderation_queue, name="moderation_queue"),
    path("collaboration/moderation/topics/<int:pk>/", moderation.thread_decide, name="thread_decide"),
    path("collaboration/moderation/posts/<int:pk>/", moderation.post_decide, name="post_decide"),
    path("collaboration/moderation/edits/<int:pk>/", moderation.edit_decide, name="edit_decide"),
    path("collaboration/moderation/reports/<int:pk>/", moderation.report_decide, name="report_decide"),
]
