"""From a cart to an order: credit, placing it, and what staff do with it."""
