"""The few pictures of citizens' pages, as paths of 24 × 24; a state is always picture, words and colour."""

PATHS: dict[str, str] = {
    "stamp": "M9.5 14c.5-3-2-4-2-6.500a4.500 4.500 0 0 1 9 0c0 2.500-2.500 3.500-2 6.500M5 14h14v4H5zM6 21h12",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "check": "M5 12.500l4.500 4.500L19 7",
    "call": "M6 3h3.500l1.500 5-2.500 2c1 2.500 3 4.500 5.500 5.500l2-2.500 5 1.500V18c0 1.700-1.300 3-3 3"
    "C10 20.500 3.500 14 3 6c0-1.700 1.300-3 3-3z",
    "plane": "M21 3L3 10.500l7 3.500 3.500 7zM21 3L10 14",
    "bent": "M9 15l-5-5 5-5M4 10h10a6 6 0 0 1 6 6v3",
    "bar": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM7.500 12h9",
    "cross": "M6 6l12 12M18 6L6 18",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
    "need": "M12 4l9.500 16.500h-19zM12 10v4.500M12 17.500v.1",
}

OF_STATE: dict[str, str] = {
    "submitted": "plane",
    "returned": "bent",
    "accepted": "stamp",
    "completed": "check",
    "declined": "bar",
    "withdrawn": "cross",
}
