"""Django admin as the secretariat's home."""
