"""Findings between the sheets: one file for what is checked. A finding never stops a run."""
