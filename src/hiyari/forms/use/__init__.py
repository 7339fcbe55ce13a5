"""Who used a form, and who only tried it: access logs, read for forms."""
