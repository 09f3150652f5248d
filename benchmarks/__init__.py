"""Figures of the real server as ratios to reference servers in the same run: `python -m benchmarks --help`."""
