"""Reading what strangers upload in a process of its own that may not outgrow its limits (docs/security.md).

`process` starts it and says how it ended; `child` is how it limits itself and what can be wrong with a file; `archive`
looks into ZIP files piece by piece. None of what the child loads knows Django, the database or the settings.
"""
