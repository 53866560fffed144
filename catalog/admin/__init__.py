"""The staff's pages of what is sold, at which prices, and shown to whom."""

from catalog.admin import assortment, classification, imports, presentation, price, product, stock

__all__ = ["assortment", "classification", "imports", "presentation", "price", "product", "stock"]
