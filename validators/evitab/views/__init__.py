"""Views: tables that are made of a package's tables, for those who look at it."""
