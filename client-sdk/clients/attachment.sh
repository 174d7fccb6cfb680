#!/bin/sh
# Downloads one attachment of a ticket in constant memory. Needs a POSIX shell, curl, base64 and sha256sum.
#
# usage: ATTACHMENTS_TOKEN=TOKEN attachment.sh [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT
#
# The bytes go to OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server
# promised. A download that was cut is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
set -u
range_bytes=26214400 # the longest range that the server takes
attempts_allowed=5   # without a new byte in between

fail() {
  [ -s "$part" ] || rm -f "$part"
  printf 'attachment.sh: %s\n' "$*" >&2
  exit 1
}

size_of() { wc -c < "$1" | tr -d ' '; }

# The JSON's strings, one a line, as tr '"' '\n' makes them, up to the content. In them only a key is
# followed by a line that begins with a colon: a quote inside a string leaves a backslash at its line's end.
read_head() {
  previous=
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $previous/$line in content_base64/:*) return 0 ;; esac
    previous=$line
  done
  printf '%s\n' "$line"
}

# field NAME: the value in the head of the last answer, of a string or of anything else.
field() {
  awk -v name="$1" '
    value { more = sub(/\\$/, "\""); printf "%s", $0; if (!more) exit; next }
    previous == name && /^ *: *$/ { value = 1 }
    previous == name && /^ *: *[^ ]/ { gsub(/[^-a-z0-9]/, ""); print; exit }
    { previous = $0 }' "$temp/head"
}

# The status of the last answer, and one of its headers.
status() { awk '/^HTTP/ { status = $2 } END { print status }' "$temp/headers"; }
header() { tr -d '\r' < "$temp/headers" | awk -v name="$1:" 'tolower($1) == name { print $2 }'; }

# Sends one request and appends what it brings.
ask() {
  body="\"ticket_number\":\"$ticket\",\"response_attachment_id\":\"$attachment\"$intent"
  [ $ranged = no ] || body="$body,\"offset\":$written,\"length\":$range_bytes"
  : > "$temp/headers"
  # The token goes through a pipe, so that no process list shows it.
  printf 'header = "Authorization: Bearer %s"\n' "$ATTACHMENTS_TOKEN" |
    curl --config - --silent --show-error --connect-timeout 30 --speed-limit 1 --speed-time 60 \
      --header 'Content-Type: application/json' --data "{$body}" --dump-header "$temp/headers" \
      "${url%/}/api/v1/tickets/attachment" 2> "$temp/problem" |
    tr '"' '\n' | {
    read_head > "$temp/head"
    # A slash may be escaped. What follows the content is read as well, so that curl can end.
    [ "$(status)" != 200 ] || head -n 1 | tr -d '\\' | base64 -d >> "$part" 2> /dev/null
    cat > /dev/null
  }
}

# Takes what came. Sets reason and wait where another attempt may succeed; done after the last byte.
take() {
  case $(status) in
    200)
      [ "${sha256:-$(field sha256)}" = "$(field sha256)" ] || stale 'the attachment has changed meanwhile'
      [ $ranged = no ] || [ "$(field offset)" = "$written" ] || stale 'the answer is not the range that was asked for'
      sha256=$(field sha256) size=$(field file_size) reason='the connection was cut'
      now=$(size_of "$part")
      [ "$now" -le "$size" ] || stale 'the file is longer than the server promised'
      [ "$now" -ne "$size" ] || done=yes
      ;;
    413) [ "$(field ranged)" = true ] && [ $ranged = no ] && ranged=yes || refused ;;
    429 | 502 | 503 | 504) wait=$(header retry-after) reason=$(explain) ;;
    '') reason=$(cat "$temp/problem") ;;
    *) refused ;;
  esac
}

explain() {
  id=$(field request_id)
  echo "$(field error): $(field message) (status $(status), request id ${id:-$(header x-request-id)})"
  tr '\n' '"' < "$temp/head" | sed -n 's/.*"errors":\({[^}]*}\).*/  \1/p'
}

refused() {
  case $resumed/$(field error) in yes/validation_failed) stale "$(explain)" ;; esac
  fail "$(explain)"
}

# The bytes written so far are of no use. If they were an earlier run's, starts again without them.
stale() {
  rm -f "$part"
  [ $resumed = no ] || { rm -rf "$temp"; exec sh "$0" ${intent:+--confirm-review} "$url" "$ticket" "$attachment" "$output"; }
  fail "$1"
}

intent=
[ "${1-}" != --confirm-review ] || { intent=',"intent":"review_ok"'; shift; }
case $#/${2-}${3-}/${ATTACHMENTS_TOKEN:+token} in
  4/*[!0-9]*/* | [!4]* | */) sed -n 's/^# usage/usage/p' "$0" >&2; exit 2 ;;
esac
url=$1 ticket=$2 attachment=$3 output=$4 part=$4.part sha256='' size='' ranged=no resumed=no attempts=0 done=no
temp=$(mktemp -d) && trap 'rm -rf "$temp"' EXIT && : >> "$part" || exit 1
[ ! -s "$part" ] || ranged=yes resumed=yes

while [ $done = no ]; do
  written=$(size_of "$part") wait='' reason=
  was_ranged=$ranged
  ask
  take
  now=$(size_of "$part")
  [ "$now" -eq 0 ] || ranged=yes
  if [ "$now" -gt "$written" ] || [ $was_ranged != $ranged ] || [ $done = yes ]; then attempts=0; continue; fi
  attempts=$((attempts + 1))
  [ $attempts -lt $attempts_allowed ] || fail "given up after $attempts attempts: $reason"
  sleep "${wait:-$attempts}"
done
echo "$sha256  $part" | sha256sum -c > /dev/null 2>&1 || stale 'SHA-256 is not what the server promised'
mv -f -- "$part" "$output" || exit 1
echo "$sha256  $output"
