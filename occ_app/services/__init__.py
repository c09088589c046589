"""WHAT HAPPENS: one function a use case, `verb(db, actor, …)`. Knows nothing of Reflex or HTTP."""
