"""The call log: records of any switch as Parquet by day, and DuckDB in memory to ask it. Every process may read."""

from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.log import CallLog

__all__ = ["CallLog", "CallLogFault"]
