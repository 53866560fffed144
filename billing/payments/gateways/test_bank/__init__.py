"""A card gateway that moves no money: for trying out, for the tests, and as the shortest example
of what a gateway has to do. Chosen by `CARD_GATEWAY`; its books are the file `TEST_BANK_FILE`."""
