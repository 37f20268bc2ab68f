"""Everything the portal publishes by and about a country as one archive that opens without a server (R38)."""
