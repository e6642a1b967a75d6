"""Names in their spellings, and who says what."""
