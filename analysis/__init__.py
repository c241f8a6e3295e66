"""Digest Trends: from a folder of paper digests to trend statistics and reports."""
