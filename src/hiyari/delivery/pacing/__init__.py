"""How fast, to whom, and when not: a scheduler that is given the time and knows no clock."""
