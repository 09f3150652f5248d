"""What verbs need, as Protocols."""
