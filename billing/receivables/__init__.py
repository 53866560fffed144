"""What all customers owe together: ageing by customer, and the figures of credit control."""
