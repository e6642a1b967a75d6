"""A finished briefing in other formats."""
