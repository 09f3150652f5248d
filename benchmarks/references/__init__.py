"""What the figures are compared with; each prints `ready PORT` and runs until it is killed."""
