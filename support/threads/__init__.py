"""Messages and notes about one thing of a customer's."""
