"""Message catalogues, and the translator that turns a `model.text.Text` into a sentence in the reader's language."""
