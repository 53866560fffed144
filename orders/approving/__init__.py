"""A company's own say before an order goes to the seller: deciding, and keeping the rules."""
