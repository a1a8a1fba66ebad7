"""How it is run: commands and the one settings table."""
