"""Pages of the discussions, split by what they are about."""
