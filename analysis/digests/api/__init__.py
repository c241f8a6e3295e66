"""The Daily Papers API's JSON."""
