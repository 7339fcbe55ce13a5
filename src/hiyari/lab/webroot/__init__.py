"""A made-up web root of any size: a site grown for twenty years, with forms planted in it, and the truth about them."""
