"""Time and the bus as a door: what runs at an hour or after an event."""
