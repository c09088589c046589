"""WHERE THINGS ARE: layout and wiring; each page declares itself once."""
