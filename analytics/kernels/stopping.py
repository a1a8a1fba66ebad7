from analytics.stopping import Stopped, raise_if_stopped, stop_flag, stopped_by

__all__ = ["Stopped", "raise_if_stopped", "stop_flag", "stopped_by"]
