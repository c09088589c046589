"""Plain HTTP doors: sign-in, preferences, documents, health, the built front end."""
