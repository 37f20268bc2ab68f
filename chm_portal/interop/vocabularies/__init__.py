"""The vocabularies for others, under addresses that name no language and never change (R26)."""
