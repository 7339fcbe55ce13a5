"""The proof: a form is run in a sandbox, with canary addresses."""
