"""Pages of countries: the list, one country, its records, messages to it, and its people's workspace."""
