"""The assessment by customer: what is due, which messages, the Outbox, what became of it, what is written back.

Start with assess.py. Uses facts and what is below; letters, sending, sharing and adopting use it.
"""
