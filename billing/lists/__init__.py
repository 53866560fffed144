"""The customers' lists of documents: invoices, credits, deposits, retainers, payments."""
