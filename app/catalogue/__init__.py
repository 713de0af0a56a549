"""Procedures as data: forms, documents, fees and time limits, by version."""
