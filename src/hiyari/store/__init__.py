"""The state database: engine, pragmas, migrations. Each capability declares its own tables beside its code."""
