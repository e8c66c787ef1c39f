"""Words and codes for how a call ended: SIP statuses and Q.850 causes as results of calls."""

from typing import Final

from bellwarden.model.call_record import CallResult

# RFC 3261 section 21; 607 by RFC 8197, 608 by RFC 8688.
SIP_RESULTS: Final = {
    200: CallResult.ANSWERED,
    403: CallResult.REJECTED,
    404: CallResult.VACANT,
    408: CallResult.NO_ANSWER,
    410: CallResult.VACANT,
    480: CallResult.NO_ANSWER,
    484: CallResult.VACANT,
    486: CallResult.BUSY,
    487: CallResult.CANCELLED,
    600: CallResult.BUSY,
    603: CallResult.REJECTED,
    604: CallResult.VACANT,
    607: CallResult.REJECTED,
    608: CallResult.REJECTED,
}

# ITU-T Q.850 section 2.2.7, by number and by the names that switches write. Normal clearing (16) is no result: whether
# the call was answered, the record says elsewhere.
_Q850: Final = (
    (1, "UNALLOCATED_NUMBER", CallResult.VACANT),
    (3, "NO_ROUTE_DESTINATION", CallResult.VACANT),
    (17, "USER_BUSY", CallResult.BUSY),
    (18, "NO_USER_RESPONSE", CallResult.NO_ANSWER),
    (19, "NO_ANSWER", CallResult.NO_ANSWER),
    (20, "SUBSCRIBER_ABSENT", CallResult.NO_ANSWER),
    (21, "CALL_REJECTED", CallResult.REJECTED),
    (22, "NUMBER_CHANGED", CallResult.VACANT),
    (28, "INVALID_NUMBER_FORMAT", CallResult.VACANT),
    (27, "DESTINATION_OUT_OF_ORDER", CallResult.FAILED),
    (34, "NORMAL_CIRCUIT_CONGESTION", CallResult.FAILED),
    (38, "NETWORK_OUT_OF_ORDER", CallResult.FAILED),
    (41, "NORMAL_TEMPORARY_FAILURE", CallResult.FAILED),
    (42, "SWITCH_CONGESTION", CallResult.FAILED),
    (58, "BEARERCAPABILITY_NOTAVAIL", CallResult.FAILED),
    (88, "INCOMPATIBLE_DESTINATION", CallResult.FAILED),
    (102, "RECOVERY_ON_TIMER_EXPIRE", CallResult.NO_ANSWER),
    (111, "PROTOCOL_ERROR", CallResult.FAILED),
    (127, "INTERWORKING", CallResult.FAILED),
)
Q850_RESULTS: Final = {str(number): result for number, _, result in _Q850}
Q850_NAMES: Final = {name: result for _, name, result in _Q850}
