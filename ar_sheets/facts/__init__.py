"""Facts, no decisions: joins of the sheets, the Log and the contact history, findings between sheets.

Start with gather.py; log.py and contact_history.py say what was really done. Uses rules, workbook and what is below.
"""
