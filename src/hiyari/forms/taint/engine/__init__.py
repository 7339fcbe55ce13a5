"""An abstract interpreter over the small language: it follows what a request can put into every value, and into the mail."""
