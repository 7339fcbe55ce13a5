"""Files on disk as the web server maps them: paths, URLs, and what runs them."""
