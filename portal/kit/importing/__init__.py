"""Reading tables that other systems export, whatever they are about.

`tables` gives the rows of a file, `spreadsheets` those of XLSX and ODS. `mapping` says what the
columns mean, `cells` makes values of their text. `rejections` keeps what stays out and writes it as
a file that can be imported in its turn, `command` is what every command of the kind has in common.
What the rows are about is the apps' (`billing.importing`, `accounts.importing`).
"""
