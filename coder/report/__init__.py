"""Charts and pages of the events. Needs the extra `charts`."""

__all__: list[str] = []
