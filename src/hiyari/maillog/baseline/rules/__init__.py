"""What is not normal about the mail of a site, one file each."""
