"""Backtests of the features on recorded data sets, each against its baselines and the rules it replaces."""
