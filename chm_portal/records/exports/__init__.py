"""Published records for others: as lines of a table, as data in six languages, as citations."""
