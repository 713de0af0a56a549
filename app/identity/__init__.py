"""People, their roles in wards and teams, their devices and sessions, and what each role may do."""
