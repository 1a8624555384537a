"""The only door to .xlsx."""
