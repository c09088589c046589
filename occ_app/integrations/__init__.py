"""THE OUTSIDE: mail; later payments and identity."""
