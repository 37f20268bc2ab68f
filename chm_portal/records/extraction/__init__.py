"""The text of a file, read in a confined process (common/confined, docs/security.md).

`sandbox` has it read and says how that ended; `child` is what runs there; the other modules read one format each.
None of the modules that the child loads knows Django, the database or the settings.
"""
