"""The pages a browser sees: hosted checkout, the bank's challenge, the panel."""
