"""Customer Center: the portal a company gives its business customers."""
