"""The words of VNeID set-ups, shared with the client: kinds, steps, outcomes, failure reasons. Pure."""

KINDS = ("vneid", "digital_signature", "payment_account", "health_book")

STEPS = (
    "app_installed",
    "l1_registered",
    "l2_applied_at_police",
    "l2_approved",
    "activated",
    "papers_integrated",
    "signature_issued",
)
"""In the order people go through them."""

STEPS_OF: dict[str, tuple[str, ...]] = {
    "vneid": STEPS,
    "digital_signature": ("app_installed", "activated", "signature_issued"),
    "payment_account": ("app_installed", "activated"),
    "health_book": ("app_installed", "activated", "papers_integrated"),
}
"""What the client offers for each kind; the server takes any step for any kind."""

OUTCOMES = ("done", "failed", "pending")

FAILURE_REASONS = (
    "approved_not_activated",
    "data_mismatch",
    "not_in_population_database",
    "overload",
    "sim_in_another_name",
    "phone_changed",
    "suspected_scammer",
    "other",
)
