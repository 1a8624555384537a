"""Our workbook: read into typed tables, made new, guarded, backed up, put back.

Start with read.py (bytes to tables and findings) and guard.py (how a file is replaced). Uses xlsx, schema, base.
"""
