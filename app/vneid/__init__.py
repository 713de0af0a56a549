"""VNeID set-ups and those that go with it, with their failure reasons and follow-ups."""
