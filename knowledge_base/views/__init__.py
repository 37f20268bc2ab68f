"""Pages of the knowledge base that are no search: suggestions."""
