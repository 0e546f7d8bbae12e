"""Event data in the formats of others: one module per format, each with its SQL for the way out, the way in, or both."""

from coder.events.formats.exporting import EXPORTS, Exported, export_events
from coder.events.formats.importing import IMPORTS, EventReader, Imported

__all__ = ["EXPORTS", "IMPORTS", "EventReader", "Exported", "Imported", "export_events"]
