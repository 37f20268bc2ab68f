"""The secretariat's care of everything that is published: lists of what is to be put right, duplicates, letters."""
