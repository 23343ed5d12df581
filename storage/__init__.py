"""What we keep: records, SQLite, evidence files and the custody log. Knows no web."""
