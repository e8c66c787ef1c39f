"""The door that answers SBCs: SIP over UDP and TCP, the HTTP API, metrics. Its loop judges, replies, then records."""
