"""Changing what was ordered: asked for by the customer, decided by the seller."""
