"""Provinces, wards with their former names, hamlets and support points."""
