#!/bin/sh
# Asks the gate about one call over HTTP and prints its answer, then tells it how the call ended.
#   GATE=http://127.0.0.1:8080 KEY=... ./decide.sh CALLING CALLED [SOURCE_IP]
set -eu

gate=${GATE:-http://127.0.0.1:8080}
calling=${1:-+12382000101}
called=${2:-+14462000142}
source_ip=${3:-127.0.0.1}

# 300 ms are what a call can wait: after that it goes on without a decision.
answer=$(curl --silent --show-error --fail-with-body --max-time "${TIMER_S:-0.3}" \
  --header "Content-Type: application/json" ${KEY:+--header "Authorization: Bearer $KEY"} \
  --data "{\"calling_number\": \"$calling\", \"called_number\": \"$called\", \"source_ip\": \"$source_ip\"}" \
  "$gate/v1/decisions")
echo "$answer"

decision=$(echo "$answer" | sed -n 's/.*"decision_id": *"\([0-9a-f]*\)".*/\1/p')
curl --silent --show-error --fail-with-body --max-time 2 \
  --header "Content-Type: application/json" ${KEY:+--header "Authorization: Bearer $KEY"} \
  --data "{\"decision_id\": \"$decision\", \"duration_s\": 42, \"sip_status\": 200}" \
  "$gate/v1/calls/ended"
echo
