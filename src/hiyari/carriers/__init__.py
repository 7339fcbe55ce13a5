"""What is known of destinations: their names, their limits, and what their replies mean and since when."""
