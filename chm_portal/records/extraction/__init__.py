"""The text of a file, read in a process of its own that may not outgrow its limits (docs/security.md).

`sandbox` starts the process and says how it ended; `child` is what runs in it; the other modules read one format each.
None of the modules that the child loads knows Django, the database or the settings.
"""
