"""Charts and pages of the events. Needs the extra `charts`: pip install 'cameo-coder[charts]'."""

__all__: list[str] = []
