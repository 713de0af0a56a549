"""Citizens' pages: no sign-in, no JavaScript, no personal data."""
