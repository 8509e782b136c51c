#!/usr/bin/env bash
# Creates the PNG (1200 x 630) for link previews beside each picture: the missing ones, or all with --all.
# A square picture is centred and its background extended to both sides. A banner is cropped to its subject.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/wwwroot/images"
page="$(mktemp -d)"
trap 'rm -rf "$page"' EXIT

part() { # picture, the part of it, width, height
  sed "1s/viewBox=\"[^\"]*\"/viewBox=\"$2\" preserveAspectRatio=\"none\" width=\"$3\" height=\"$4\"/" "$1"
}

for picture in products/*.svg banners/*.svg shop.svg; do
  png="${picture%.svg}.png"
  [[ -e "$png" && "${1:-}" != --all ]] && continue
  {
    printf '<!DOCTYPE html><style>body{margin:0;display:flex;overflow:hidden}svg{display:block;flex:none}</style>'
    case "$picture" in
      products/*)
        part "$picture" '1 0 1 400' 285 630
        part "$picture" '0 0 400 400' 630 630
        part "$picture" '398 0 1 400' 285 630
        ;;
      banners/*) part "$picture" '330 0 762 400' 1200 630 ;;
      *) part "$picture" '0 0 1200 630' 1200 630 ;;
    esac
  } >"$page/page.html"
  "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,630 \
    --screenshot="$PWD/$png" "file://$page/page.html" 2>/dev/null
  echo "$png"
done
