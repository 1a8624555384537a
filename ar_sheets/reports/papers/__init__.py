"""Documents a customer gets besides reminders: invoices, credit notes and deposits; statements and thank-yous.

Each is worked out from the workbook, filled into a form that the owner may replace, and written as files. Nothing is
sent from here, and nothing in it moves a plan on.
"""
