"""What `chargeit.ports.reads` asks for: rows for screens, straight from SQL."""
