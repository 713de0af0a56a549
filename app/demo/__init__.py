"""Demo data: two wards of Huế with their people and some weeks of work.

Everything a person would have done goes through the same commands as a phone's, at the times when it
would have happened, told by an injected clock. Loading it again changes nothing.
"""

from app.demo.loading import load

__all__ = ["load"]
