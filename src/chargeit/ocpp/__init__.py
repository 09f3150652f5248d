"""OCPP-J without I/O: frames, codec, connection, versions and their messages."""
