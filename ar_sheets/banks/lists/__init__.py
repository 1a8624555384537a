"""Bank lists with a header row, as .csv, tab-separated text or .xlsx.

profiles/ holds one small file for each bank: what its columns mean. words.toml knows the headers of any other list.
"""
