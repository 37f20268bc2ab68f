"""What `./run` starts and watches: two built-in servers and the portal's five roles (docs/operations.md)."""
