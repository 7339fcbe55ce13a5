"""Messages: templates, their rendering for one recipient, MIME, tokens, signatures."""
