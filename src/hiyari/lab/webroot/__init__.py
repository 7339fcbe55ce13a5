"""A made-up web root of any size: a site that grew for twenty years, with forms planted in it, and the truth about them."""
