"""The registry of workspace entries stands in common, because rooms on both sides of this one add to it."""

from chm_portal.common.workspace_entries import Entry, entries_for, workspace_entries

__all__ = ["Entry", "entries_for", "workspace_entries"]
