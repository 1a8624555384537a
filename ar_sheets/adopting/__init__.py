"""Taking on a workbook that people have already: what its sheets and columns are, and what has to be added."""
