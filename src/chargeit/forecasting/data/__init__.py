"""Recorded data sets for backtests, from folders of the user's own; nothing is shipped."""
