"""Lists: columns declared once, filters, counts, and what the templates draw of them.

`definition.py` says what a list is; an app declares its lists with it and knows nothing of how they
are drawn (`templates/components/lists.jinja`), paged (`portal.kit.lists.paging`) or exported.
"""
