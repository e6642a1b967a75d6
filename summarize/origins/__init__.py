"""Who first wrote the words that several outlets print."""
