"""Cells inside the zip, and nothing else changed. Knows nothing of receivables.

Start with patch.py (values in) and verify.py (only what was to change has changed); parts.py is the file in memory.
Imports only base; the room workbook uses it for our workbook.
"""
