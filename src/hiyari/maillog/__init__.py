"""Mail logs: lines become messages with their histories, and these are compared, traced and known by heart."""
