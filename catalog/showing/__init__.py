"""What the shop's pages show: cards, linesheets and product pages, each for one customer.

A number of statements that does not grow with what is shown, and prices from `catalog.pricing`
alone.
"""
