"""Where outlets tell one fact differently."""
