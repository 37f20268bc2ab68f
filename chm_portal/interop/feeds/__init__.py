"""Feeds of lists and pages; those of searches are searches in another format (`search.formats`)."""
