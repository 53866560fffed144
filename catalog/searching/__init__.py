"""Finding products by code, part of a code, words and mistyped words, in core PostgreSQL.

`text` cuts and folds words, `index` writes what is searched, `search` finds, `typos` guesses what
a word may have meant. Nothing is found that the customer does not see.
"""
