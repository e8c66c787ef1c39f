"""Prefixes that look near or cheap and are not, and those that one-ring calls have used: evidence only."""

from typing import Final

# NANPA's area-code report: members of country code 1 outside the United States, its territories and Canada.
CARIBBEAN: Final = (
    *("1242", "1246", "1264", "1268", "1284", "1345", "1441", "1473", "1649", "1658", "1664", "1721", "1758", "1767"),
    *("1784", "1809", "1829", "1849", "1868", "1869", "1876"),
)
# FCC consumer alert on one-ring calls, May 2019.
ONE_RING: Final = ("222", "232")
# Communications Fraud Control Association, survey of 2011: where most fraudulent calls end (Cuba, Somalia, Zimbabwe,
# Latvia; Sierra Leone stands above). An operator's own list goes into traffic.toml.
HOTSPOTS: Final = ("53", "252", "263", "371")
# ITU-T E.164 assigned country codes: satellite, international networks, international premium rate; NANPA: 900.
SPECIAL: Final = ("870", "881", "882", "883", "979", "1900")
HIGH_COST: Final = (*CARIBBEAN, *ONE_RING, *HOTSPOTS, *SPECIAL)
