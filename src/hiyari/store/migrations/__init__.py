"""Every change of the schema, in its order; each stands on its own and is never edited once it has landed."""
