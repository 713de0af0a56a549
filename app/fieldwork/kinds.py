"""The words of fieldwork, shared with the client. Pure."""

TASKS = ("a", "b", "c", "d")
"""Decree 224/2026, art. 79: guide people, spread the word and warn, teach, pass on needs."""

ACTIVITY_KINDS = ("home_visit", "point_shift", "session", "loudspeaker", "leaflets", "scam_warning", "meeting", "other")

COUNTS = (
    "people_helped",
    "guided",
    "vneid",
    "dossiers",
    "leaflets",
    "installs",
    "attendees",
    "broadcasts",
    "questions",
)
"""Names the client offers; a team may count other things. Missing is not zero."""

TASK_KINDS = ("visit", "follow_up", "phone_call", "other")
TASK_OUTCOMES = ("done", "not_found", "refused", "postponed", "other")
QUESTION_CATEGORIES = ("procedure", "vneid", "portal", "equipment", "network", "scam", "payment", "other")
ESCALATION_TARGETS = ("centre", "city", "department", "telecom", "post")
