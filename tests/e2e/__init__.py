"""A package, so that its fixtures can live exactly as long as its tests run (see `conftest.py`)."""
