"""An invented wholesaler and its customers, to look at every page with something on it.

Everything is made by the capabilities that staff and customers use, dated relative to today and
the same on every machine. People, companies and numbers are invented; addresses are example.com.
"""
