"""SQL: one set of statements for SQLite and PostgreSQL. Nothing else knows either."""
