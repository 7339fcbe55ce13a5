"""Questions and answers: what was asked, what came back, from where, and that nothing came back."""
