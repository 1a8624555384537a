"""E-mail: what the Outbox approves goes out once, and only what still holds when it goes.

A letter's way: desk (may it go, as the workbook is now?) -> message (built here, never by a mail library) ->
.eml file -> journal "sending" -> server -> journal "sent" -> Log and Outbox of the workbook. The journal is the
truth about what went out; the workbook is brought up to date from it, also after a crash (repair).
"""
