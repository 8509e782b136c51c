#!/bin/sh
# Runs PostgreSQL under an orchestrator that stops it with SIGTERM.
# On SIGTERM, PostgreSQL waits until every client has disconnected, and the orchestrator kills it after 6 s. On SIGINT,
# PostgreSQL disconnects the clients, writes a checkpoint and ends. So this script turns SIGTERM into SIGINT. See
# findings/dcp-stop-leaves-postgres-to-recover.sh.
#
# Usage: run-postgres.sh FOLDER PROGRAM [ARGUMENT...]
# Deletes FOLDER when the server has ended. An empty FOLDER deletes nothing.
folder=$1
shift

# PostgreSQL logs to stderr, and the dashboard would show each of its lines as an error.
"$@" 2>&1 &
server=$!
trap 'kill -INT "$server" 2>/dev/null' TERM INT HUP

# A trapped signal interrupts wait, so wait is repeated until the server has ended.
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done

if [ -n "$folder" ]; then
  rm -rf -- "$folder"
fi
exit "${status:-1}"
