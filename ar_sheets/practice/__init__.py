"""An office with many clients: the same work on all their workbooks, each by itself, and one list of how they stand."""
