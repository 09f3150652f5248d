"""Imports of loads: the command, how it tells what happens, and the platform that runs it for who sends a file."""
