"""Use cases, one module a verb; every transaction begins and ends here."""
