"""Listing pages as other tools saved them: Markdown, plain text, HTML, MHTML."""
