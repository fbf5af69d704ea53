"""The request engine: complaints and electronic requests."""
