"""What is to be counted: only what some limit of the policy asks for, worked out once per policy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class CustomerCounting(NamedTuple):
    """What of a customer's calls is counted beside the attempts of the last second, which always are."""

    minute: bool = False
    hour: bool = False
    day: bool = False
    caller_ids_max: int = 0  # how many different caller IDs of the last hour have to be told apart; 0: none
    call_s: float = 0.0  # how long a call counts as up unless its end comes first; 0: calls up are not counted
    spend: bool = False


class TrunkCounting(NamedTuple):
    """What of a trunk's calls is counted."""

    second: bool = True
    call_s: float = 0.0
    reports_ends: bool = False  # calls let through are remembered until `/v1/calls/ended` names them


class Counting(NamedTuple):
    """A key that is not in here has its attempts of the last second counted, nothing else."""

    customers: Mapping[str, CustomerCounting] = MappingProxyType({})
    trunks: Mapping[str, TrunkCounting] = MappingProxyType({})
    # Windows of the rates per number, seconds; 0: not counted.
    caller_id_s: int = 0
    pair_s: int = 0
    called_side_s: int = 0
    burst_s: int = 0
    call_s_assumed: float = 180.0  # the duration that a call's cost was charged for
