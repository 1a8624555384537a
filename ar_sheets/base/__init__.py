"""What every room stands on: errors, text, money and its rounding, files, file names, what is told, progress.

Start with errors.py (NotDone). Imports nothing of ours; any room may import it.
"""
