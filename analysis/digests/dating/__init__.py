"""When digests were captured and papers published, from all digests together."""
