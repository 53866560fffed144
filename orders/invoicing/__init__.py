"""From an order to invoices."""
