"""The order of the stages: the only place that reads the clock, stores and logs."""
