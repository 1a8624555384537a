"""The contract in code: sheets and columns, their translations and labels, the nouns that rooms pass on, findings.

Start with columns.py (what a workbook has) and model.py (what rooms hand to each other). Imports only base.
"""
