"""How often the tests find what is not there, and how often the intervals hold the truth."""
