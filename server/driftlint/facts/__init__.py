"""What one file says, kept in a form that rules and resolution need."""
