"""E-invoices and open items of other programs: told apart by what is in them, read into documents, each taken once.

document.py holds the nouns, identify.py tells the formats apart, one file for each format reads it, reading.py bounds
and opens files, folders and zips.
"""
