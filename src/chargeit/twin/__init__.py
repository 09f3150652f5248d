"""The live twin of every battery: one step of a cell, ageing, estimation, models, alerts."""
