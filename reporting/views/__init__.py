"""Pages of the planning and reporting facility: its front page, the register, a cycle."""
