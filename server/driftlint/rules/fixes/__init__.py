"""The edits that mend what a rule reports."""
