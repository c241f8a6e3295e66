"""arXiv's metadata: the snapshot's lines, and OAI-PMH."""
