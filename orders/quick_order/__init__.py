"""Ordering by SKU: what is pasted becomes lines; unsure ones are asked about."""
