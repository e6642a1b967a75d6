"""Whether a finished run holds, derived again from its own files."""
