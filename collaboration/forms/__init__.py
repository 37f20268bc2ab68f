"""Forms of the discussions: threads, posts, and what moderators decide."""
