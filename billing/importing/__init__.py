"""Taking over documents from what an ERP exports.

`mapping` says what the file means, `reading` makes documents of its rows, `comparing` holds them
against what is there, `loading` writes what is new through the ledger.
"""
