"""From an abuse notice to who handed the mail in, and through which web page."""
