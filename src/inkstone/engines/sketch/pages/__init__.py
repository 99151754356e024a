"""Pages: posters, menus, couplets and whatever else is set rather than seen."""
