"""What goes over HTTP: frozen dataclasses out (encoded by msgspec), pydantic models in (checked field by field)."""
