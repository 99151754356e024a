#!/bin/sh
# Make a picture with curl and save it:
#   INKSTONE_URL=http://127.0.0.1:8000 INKSTONE_API_KEY=… sh examples/curl.sh
set -eu

url=$(
  curl -sS --fail-with-body "${INKSTONE_URL:-http://127.0.0.1:8000}/v1/images/generations" \
    -H "Authorization: Bearer $INKSTONE_API_KEY" \
    -H "Content-Type: application/json" \
    -d '{"model": "qwen-image-2-0", "prompt": "A lighthouse at dusk", "sync": true}' |
    sed -n 's/.*"url":"\([^"]*\)".*/\1/p'
)
curl -sS --fail -o picture.png "$url"
echo picture.png
