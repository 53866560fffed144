"""Products, prices, stock and arrivals of another system, by SKU.

`mapping` says what columns mean, `reading` makes values of rows, `products`, `prices` and `stock`
write them, `run` holds it together. A SKU is found by its code: spelling does not matter.
"""
