"""An abstract interpreter over the small language: what a request can put into every value, and into the mail."""
