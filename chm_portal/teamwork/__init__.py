"""Work that a team shares: its tasks, who reads whose draft, who is writing where (R12, R40)."""
