"""What a terminal or a program is shown; positions become one-based here."""
