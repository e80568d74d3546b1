"""itemcenter."""
