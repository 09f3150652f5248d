"""HTTP as a door: REST and server-sent events; errors become problems."""
