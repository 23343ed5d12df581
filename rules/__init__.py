"""What we look for: text in, matches out. Knows no database and no web."""
