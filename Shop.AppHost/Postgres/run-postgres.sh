#!/bin/sh
# Runs PostgreSQL as the child of an orchestrator that stops it with SIGTERM.
# PostgreSQL reads SIGTERM as "wait until every client has left". SIGINT means "disconnect the clients, write a
# checkpoint and end", which is what a stop should do.
#
# Usage: run-postgres.sh FOLDER PROGRAM [ARGUMENT...]
# Removes FOLDER when the server has ended; keeps everything when FOLDER is empty.
folder=$1
shift

# PostgreSQL logs to stderr; the dashboard would show each line as an error.
"$@" 2>&1 &
server=$!
trap 'kill -INT "$server" 2>/dev/null' TERM INT HUP

# A trapped signal interrupts wait, so wait is repeated until the server is gone.
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done

if [ -n "$folder" ]; then
  rm -rf -- "$folder"
fi
exit "${status:-1}"
