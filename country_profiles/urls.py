"""Addresses of countries: the pages everybody reads, and the workspace of a Party's people."""

from django.urls import path, re_path

from country_profiles.views import countries, exports, feeds, initiatives, messages, tasks, workspace

CSV, XLSX = {"extension": "csv"}, {"extension": "xlsx"}
app_name = "country_profiles"
urlpatterns = [
    path("countries/", countries.country_list, name="home"),
    re_path(
        r"^countries/(?P<code>[a-z][A-Z]|[A-Z][A-Za-z])/", countries.country_in_small_letters, name="small_letters"
    ),
    path("countries/<str:code>/", countries.country_detail, name="country_detail"),
    path("countries/<str:code>/print/", countries.country_print, name="country_print"),
    path("countries/<str:code>/records/", countries.country_records, name="country_records"),
    path("countries/<str:code>/export/", exports.country_export, name="country_export"),
    path("countries/<str:code>/export/archive.zip", exports.country_export_file, name="country_export_file"),
    path("countries/<str:code>/message/", messages.message_write, name="message_write"),
    path("countries/<str:code>/message/sent/", messages.message_sent, name="message_sent"),
    path("countries/<str:code>/records.csv", countries.country_records_file, CSV, name="country_records_csv"),
    path("countries/<str:code>/records.xlsx", countries.country_records_file, XLSX, name="country_records_xlsx"),
    path("countries/<str:code>/records.json", countries.country_records_json, name="country_records_json"),
    path("countries/<str:code>/initiatives/", initiatives.country_initiatives, name="country_initiatives"),
    path(
        "countries/<str:code>/initiatives/print/",
        initiatives.country_initiatives_print,
        name="country_initiatives_print",
    ),
    path(
        "countries/<str:code>/initiatives.csv",
        initiatives.country_initiatives_file,
        CSV,
        name="country_initiatives_csv",
    ),
    path(
        "countries/<str:code>/initiatives.xlsx",
        initiatives.country_initiatives_file,
        XLSX,
        name="country_initiatives_xlsx",
    ),
    path(
        "countries/<str:code>/initiatives.json", initiatives.country_initiatives_json, name="country_initiatives_json"
    ),
    path("workspace/parties/<str:code>/", workspace.party_workspace, name="party_workspace"),
    path("workspace/parties/<str:code>/confirm/", workspace.profile_confirm, name="profile_confirm"),
    path("workspace/parties/<str:code>/tasks/", tasks.task_board, name="task_board"),
    path("workspace/parties/<str:code>/tasks.ics", tasks.task_calendar, name="task_calendar"),
    path("workspace/parties/<str:code>/tasks/new/", tasks.task_new, name="task_new"),
    path("workspace/parties/<str:code>/tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("workspace/parties/<str:code>/tasks/<int:pk>/edit/", tasks.task_edit, name="task_edit"),
    path("workspace/parties/<str:code>/tasks/<int:pk>/move/", tasks.task_move, name="task_move"),
    path("workspace/parties/<str:code>/tasks/<int:pk>/remove/", tasks.task_remove, name="task_remove"),
    path("workspace/parties/<str:code>/tasks/due/<slug:key>/", tasks.due_give, name="due_give"),
    path("workspace/parties/<str:code>/feed/", feeds.feed_detail, name="feed_detail"),
    path("workspace/parties/<str:code>/feed/look/", feeds.feed_look, name="feed_look"),
    path("workspace/parties/<str:code>/feed/off/", feeds.feed_switch_off, name="feed_switch_off"),
]
