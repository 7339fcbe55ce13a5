"""What the functions of each language mean for mail: tables, each entry with its reason."""
