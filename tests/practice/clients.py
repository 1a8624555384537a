"""The business that every client of the office has in these tests."""

TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Country | Terms accepted on
    C1 | Anna AS | Business | a@anna.example | Norway | 2026-01-01

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    2 | C1 | 2026-11-01 | 2026-12-15 | 500
"""
