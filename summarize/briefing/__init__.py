"""What a reader sees: the choice of statements, their order, Markdown, the page and the index of all runs."""
