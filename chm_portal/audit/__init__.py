"""The append-only trail of who did what; write to it through `trail.record`."""
