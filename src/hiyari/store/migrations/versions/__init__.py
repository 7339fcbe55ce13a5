"""The changes. `hiyari.store.engine.HEAD` names the newest."""
