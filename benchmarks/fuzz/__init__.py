"""Coverage-guided fuzzing of every way in: whatever the bytes, digests or the named error."""
