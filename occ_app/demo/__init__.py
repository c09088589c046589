"""The believable demo companies: the same every time, relative to today."""
