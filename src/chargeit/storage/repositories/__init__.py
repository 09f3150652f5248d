"""What `chargeit.ports.work` asks for, in SQL: one module a noun."""
