"""The bank's files: told apart by what is in them, read into entries, each taken once, put against invoices.

entry.py holds the nouns, identify.py tells the formats apart, one file for each format reads it, once.py knows what is
already there, matching.py says where money belongs and why.
"""
