"""From what is declared and what DNS says now to an ordered plan; pure, over records at hand."""
