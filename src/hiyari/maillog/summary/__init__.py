"""What a day of mail was like, for each host: the report that a postmaster reads with the first coffee."""
