"""The events: one dataclass, one schema, and the formats that are views of it."""

from coder.events.digest import digest
from coder.events.event import CodedStory, Event, event_id

__all__ = ["CodedStory", "Event", "digest", "event_id"]
