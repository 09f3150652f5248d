"""What every model shares: baselines, splits, scores, intervals, promotion, drift, boosting, and the catalogue."""
