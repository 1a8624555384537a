"""The rules, one small file per subject."""
