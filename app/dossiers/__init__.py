"""Dossiers: assisted submissions, from the first draft on a phone to the result in the citizen's hand."""
