"""An editor's hand: `edits.toml`, and what it does to the statements."""
