"""What was announced, and what came of it."""
