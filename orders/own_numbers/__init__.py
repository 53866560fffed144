"""The customer's own item numbers, learnt as they order."""
