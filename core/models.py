from core.workdays import WorkdayOverride

__all__ = ["WorkdayOverride"]
