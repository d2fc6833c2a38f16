#!/bin/sh
# Verifies this binder with standard tools only: a POSIX shell, awk, find, sort, comm, and one of
# sha256sum, shasum or openssl. ssh-keygen and openssl 3 are used for signatures where they are there.
# It reads, and writes nothing but temporary files. Nothing is asked of a network.
#
#   sh verify.sh [--signers FILE] [--at YYYYMMDD] [--key NAME+ID+BASE64] [--since CHECKPOINT]
#
#   --signers  who may sign binders (an OpenSSH allowed_signers file), had from elsewhere
#   --at       the day on which a signer's key has to be valid; without it, today
#   --key      the key that signs checkpoints, had from elsewhere
#   --since    an older checkpoint, kept elsewhere: nothing before it may have been rewritten
#
# Exit codes: 0 verified, 1 something is not what was made, 2 it could not be looked at.

set -u
LC_ALL=C
export LC_ALL
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH

cannot() { printf 'CANNOT VERIFY: %s\n' "$*" >&2; exit 2; }

absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$PWD" "$1" ;; esac; }

signers='' at='' key='' since='' left=''
while [ $# -gt 0 ]; do
  case $1 in
    --signers | --at | --key | --since) [ $# -gt 1 ] || cannot "$1 needs a value" ;;
    *) cannot "unknown option $1; the first lines of this script say what there is" ;;
  esac
  case $1 in
    --signers) signers=$(absolute "$2") ;;
    --at) at=$2 ;;
    --key) key=$2 ;;
    --since) since=$(absolute "$2") ;;
  esac
  shift 2
done

here=${0%/*}
[ "$here" = "$0" ] && here=.
cd "$here" || cannot "the folder of this script cannot be entered"

has() { command -v "$1" >/dev/null 2>&1; }
for tool in awk find sort comm cat; do has "$tool" || cannot "there is no $tool here"; done
if has sha256sum; then
  hash_stdin() { sha256sum; }
elif has shasum; then
  hash_stdin() { shasum -a 256; }
elif has openssl; then
  hash_stdin() { openssl dgst -sha256 -r; }
else
  cannot "there is no sha256sum, shasum or openssl here"
fi

umask 077
tmp=$(mktemp -d 2>/dev/null) || { tmp=${TMPDIR:-/tmp}/binder-$$; mkdir "$tmp" || cannot "no temporary folder"; }
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

failures=0
unchecked=0
good() { printf 'ok           %s\n' "$*"; }
bad() { failures=$((failures + 1)); printf 'FAILED       %s\n' "$*"; }
skip() { unchecked=$((unchecked + 1)); printf 'NOT CHECKED  %s\n' "$*"; }
# Takes lines that awk wrote: "F words" is a failure, "N words" is what could not be checked.
tell() {
  while IFS= read -r line; do
    case $line in
      'F '*) bad "${line#F }" ;;
      'N '*) skip "${line#N }" ;;
    esac
  done <"$1"
}

# Hashes in hex, as they stand in files, to the bytes that printf writes for them.
escaped() {
  octal=''
  rest=$1
  while [ -n "$rest" ]; do
    tail=${rest#??}
    octal="$octal 0x${rest%"$tail"}"
    rest=$tail
  done
  # shellcheck disable=SC2086 # one argument for each byte
  octal=$(printf '\\%03o' $octal)
}

# The hash of a node over two others (RFC 6962): SHA-256 of 01, left, right. Remembered, since
# proofs share most of their nodes.
pair() {
  eval "hash=\${n_$1$2-}"
  [ -n "$hash" ] && return
  escaped "$1$2"
  # shellcheck disable=SC2059 # the format is bytes in octal
  hash=$(printf "\\001$octal" | hash_stdin)
  hash=${hash%% *}
  eval "n_$1$2=\$hash"
}

# What several awk programs share: base64 to hex, for the 32 bytes of a hash.
shared='
function hex_of(text,   i, n, out, a, b, c, d) {
  if (length(text) != 44 || substr(text, 44) != "=") return ""
  for (i = 1; i <= 44; i += 4) {
    a = index(alphabet, substr(text, i, 1)) - 1; b = index(alphabet, substr(text, i + 1, 1)) - 1
    c = index(alphabet, substr(text, i + 2, 1)) - 1; d = index(alphabet, substr(text, i + 3, 1)) - 1
    if (a < 0 || b < 0 || c < 0) return ""
    if (i < 41) { if (d < 0) return ""; out = out sprintf("%06x", ((a * 64 + b) * 64 + c) * 64 + d) }
    else { n = (a * 64 + b) * 64 + c; if (n % 4) return ""; out = out sprintf("%04x", n / 4) }
  }
  return out
}
BEGIN { alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
'

# ---- 1 the sums, and nothing beside them

[ -f SHA256SUMS ] || cannot "there is no SHA256SUMS beside this script: unpack the whole binder first"
awk '
{
  hash = substr($0, 1, 64); path = substr($0, 67)
  if (length($0) < 67 || substr($0, 65, 2) != "  " || hash ~ /[^0-9a-f]/ ||
      path ~ /[^A-Za-z0-9._\/-]/ || path ~ /^[.\/-]/ || path ~ /\/[.\/-]/ || path ~ /\/$/ ||
      path == "SHA256SUMS" || path == "SHA256SUMS.sig" || (path in seen)) {
    print "F SHA256SUMS, line " NR ": expected `HASH  FILE` with a file of the binder that has no line yet"
  }
  seen[path] = 1
}' SHA256SUMS >"$tmp/told"
tell "$tmp/told"
[ "$failures" -eq 0 ] || { printf 'NOT VERIFIED: the sums cannot be read\n'; exit 1; }
awk '{ print substr($0, 67) }' SHA256SUMS | sort >"$tmp/listed"
find . -type f | awk '{ sub(/^\.\//, "") } $0 != "SHA256SUMS" && $0 != "SHA256SUMS.sig"' | sort >"$tmp/there"
find . ! -type f ! -type d >"$tmp/odd"
{
  comm -13 "$tmp/listed" "$tmp/there" | awk '{ gsub(/[^ -~]/, "?"); print "F " $0 ": expected no such file, SHA256SUMS does not name it" }'
  comm -23 "$tmp/listed" "$tmp/there" | awk '{ print "F " $0 ": expected a file, found none" }'
  awk '{ gsub(/[^ -~]/, "?"); print "F " $0 ": expected plain files only, found a link or a device" }' "$tmp/odd"
} >"$tmp/told"
tell "$tmp/told"
files=0
if has sha256sum || has shasum; then
  if has sha256sum; then sha256sum -c SHA256SUMS >"$tmp/sums" 2>/dev/null; else shasum -a 256 -c SHA256SUMS >"$tmp/sums" 2>/dev/null; fi
  awk '!/: OK$/ { sub(/: .*$/, ""); print "F " $0 ": expected the SHA-256 in SHA256SUMS, found another or no file" }' "$tmp/sums" >"$tmp/told"
  tell "$tmp/told"
  files=$(awk '/: OK$/ { n++ } END { print n + 0 }' "$tmp/sums")
else
  while read -r expected path; do
    [ -f "$path" ] || continue
    found=$(hash_stdin <"$path")
    if [ "${found%% *}" = "$expected" ]; then
      files=$((files + 1))
    else
      bad "$path: expected the SHA-256 $expected, found ${found%% *}"
    fi
  done <SHA256SUMS
fi
all=$(awk 'END { print NR }' SHA256SUMS)
[ "$files" -eq "$all" ] || [ "$failures" -gt 0 ] || bad "SHA256SUMS: expected $all good files, found $files"
[ "$failures" -eq 0 ] && good "$files files: each has the SHA-256 in SHA256SUMS, and there are no others"

# ---- 2 who signed the sums

signature() {
  if [ ! -f SHA256SUMS.sig ]; then
    if [ -n "$signers" ]; then bad "SHA256SUMS.sig: expected a signature by one of $signers, found none"; return; fi
    skip "nobody signed SHA256SUMS: pages and indexes are as good as the word of whoever handed them over"
    return
  fi
  if ! has ssh-keygen; then skip "SHA256SUMS.sig: there is no ssh-keygen here to verify it with"; return; fi
  from=given
  list=$signers
  if [ -z "$list" ] && [ -f keys/allowed_signers ]; then list=keys/allowed_signers from=inside; fi
  said=$(ssh-keygen -Y check-novalidate -n binder@storyproof -s SHA256SUMS.sig <SHA256SUMS 2>&1) || {
    bad "SHA256SUMS.sig: expected a good signature over SHA256SUMS in the namespace binder@storyproof, found none"
    return
  }
  said=$(printf '%s' "$said" | awk '/^Good/ { gsub(/[^ -~]/, "?"); print; exit }')
  if [ -z "$list" ]; then
    good "SHA256SUMS: $said"
    skip "whose key that is: ask its owner, and verify again with --signers FILE"
    return
  fi
  [ -f "$list" ] || cannot "there is no $list"
  set --
  [ -n "$at" ] && set -- -O "verify-time=$at"
  who=$(ssh-keygen -Y find-principals "$@" -f "$list" -s SHA256SUMS.sig 2>/dev/null | awk 'NR == 1')
  if [ -n "$who" ] && ssh-keygen -Y verify "$@" -f "$list" -I "$who" -n binder@storyproof -s SHA256SUMS.sig <SHA256SUMS >/dev/null 2>&1; then
    who=$(printf '%s' "$who" | awk '{ gsub(/[^ -~]/, "?"); print }')
    good "SHA256SUMS is signed by $who"
    [ "$from" = given ] || skip "whether $who is who may sign: the list of signers came with the binder; compare it, or use --signers FILE"
  else
    bad "SHA256SUMS.sig: expected a key that $list lets sign binders on this day (--at), found: $said"
  fi
}
signature

# ---- 3 the checkpoint, and who signed it

[ -f checkpoint ] || cannot "there is no checkpoint"
head_of() {
  awk "$shared"'
  NR == 1 { origin = $0 } NR == 2 { size = $0 } NR == 3 { root = hex_of($0) }
  END {
    if (NR < 3 || origin == "" || origin ~ /[ +\t]/ || size !~ /^[0-9]+$/ || length(size) > 15 || (length(size) > 1 && size ~ /^0/) || root == "") exit 1
    print size " " root
  }' "$1"
}
if head=$(head_of checkpoint); then
  size=${head%% *}
  root=${head#* }
else
  bad "checkpoint: expected an origin, a size and a root, found something else"
  printf 'NOT VERIFIED: the checkpoint cannot be read\n'
  exit 1
fi


# The text that was signed goes to one file; for each signature of a known key comes one line,
# "key-in-hex signature-in-hex name".
if [ -n "$key" ]; then
  printf '%s\n' "$key" >"$tmp/keys"
elif [ -f keys/note-keys.txt ]; then
  cat keys/note-keys.txt >"$tmp/keys"
else
  : >"$tmp/keys"
fi
: >"$tmp/text"
awk '
function value(c) { return index(alphabet, c) - 1 }
function bytes_of(text,   i, out, n, c, d) {
  for (i = 1; i + 3 <= length(text); i += 4) {
    c = substr(text, i + 2, 1); d = substr(text, i + 3, 1)
    n = (value(substr(text, i, 1)) * 64 + value(substr(text, i + 1, 1))) * 4096
    if (c != "=") n += value(c) * 64
    if (d != "=") n += value(d)
    out = out sprintf("%06x", n)
    if (c == "=") out = substr(out, 1, length(out) - 4)
    else if (d == "=") out = substr(out, 1, length(out) - 2)
  }
  return out
}
BEGIN { alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
FILENAME == keys { if ($0 != "" && $0 !~ /^#/) known[++many] = $0; next }
{ line[++lines] = $0 }
$0 == "" { last = lines }
END {
  for (i = 1; i < last; i++) printf "%s\n", line[i] > text
  if (last) for (i = last + 1; i <= lines; i++) {
    if (split(line[i], part, " ") != 3) continue
    print "signature"
    blob = bytes_of(part[3])
    for (k = 1; k <= many; k++) {
      plus = index(known[k], "+"); name = substr(known[k], 1, plus - 1); rest = substr(known[k], plus + 1)
      packed = bytes_of(substr(rest, 10))
      if (name == part[2] && substr(rest, 1, 8) == substr(blob, 1, 8) && substr(packed, 1, 2) == "01" && length(packed) == 66)
        print "key " substr(packed, 3) " " substr(blob, 9) " " name
    }
  }
}' keys="$tmp/keys" text="$tmp/text" "$tmp/keys" checkpoint >"$tmp/signatures"

signed_by=''
tried=0
while read -r what public made name; do
  [ "$what" = key ] || continue
  tried=$((tried + 1))
  if ! has openssl || ! openssl pkeyutl -help 2>&1 | awk '/-rawin/ { found = 1 } END { exit !found }'; then
    skip "the checkpoint's signature: there is no openssl 3 here to verify Ed25519 with"
    continue
  fi
  escaped "302a300506032b6570032100$public"
  # shellcheck disable=SC2059 # the format is bytes in octal
  printf "$octal" >"$tmp/key.der"
  escaped "$made"
  # shellcheck disable=SC2059 # the format is bytes in octal
  printf "$octal" >"$tmp/made"
  if openssl pkeyutl -verify -pubin -keyform DER -inkey "$tmp/key.der" -rawin -in "$tmp/text" -sigfile "$tmp/made" >/dev/null 2>&1; then
    signed_by="$signed_by $name"
  else
    bad "checkpoint: expected a good signature by $name, found one that is not"
  fi
done <"$tmp/signatures"
if [ -n "$signed_by" ]; then
  good "the checkpoint is signed by$signed_by"
  [ -n "$key" ] || skip "whose key that is: it came with the binder; compare keys/note-keys.txt with what its owner says, or use --key"
elif [ "$tried" -eq 0 ]; then
  if [ -n "$key" ]; then
    bad "checkpoint: expected a signature by --key, found none"
  elif [ -s "$tmp/signatures" ]; then
    skip "the checkpoint's signature: no key for it came with the binder; use --key"
  else
    skip "nobody signed the checkpoint: compare its size and root with a copy that was kept elsewhere"
  fi
fi

# An SSH signature over the same three lines, when somebody made one.
if [ -f checkpoint.sig ]; then
  awk 'NR <= 3' checkpoint >"$tmp/three"
  list=$signers
  [ -n "$list" ] || [ ! -f keys/allowed_signers ] || list=keys/allowed_signers
  who=''
  set --
  [ -n "$at" ] && set -- -O "verify-time=$at"
  if ! has ssh-keygen; then
    skip "checkpoint.sig: there is no ssh-keygen here to verify it with"
  elif ! ssh-keygen -Y check-novalidate -n checkpoint@storyproof -s checkpoint.sig <"$tmp/three" >/dev/null 2>&1; then
    bad "checkpoint.sig: expected a good signature over the checkpoint in the namespace checkpoint@storyproof, found none"
  elif [ -z "$list" ]; then
    skip "checkpoint.sig is good; whose key made it is not known here: use --signers FILE"
  else
    who=$(ssh-keygen -Y find-principals "$@" -f "$list" -s checkpoint.sig 2>/dev/null | awk 'NR == 1')
    if [ -n "$who" ] && ssh-keygen -Y verify "$@" -f "$list" -I "$who" -n checkpoint@storyproof -s checkpoint.sig <"$tmp/three" >/dev/null 2>&1; then
      good "the checkpoint is signed with the SSH key of $(printf '%s' "$who" | awk '{ gsub(/[^ -~]/, "?"); print }')"
    else
      bad "checkpoint.sig: expected a key that $list lets sign checkpoints on this day (--at), found another"
    fi
  fi
fi

# ---- 4 each entry is under the checkpoint, by its proof (RFC 6962)

awk '$0 ~ /^(evidence|statements)\/E-[0-9]+\.tlog-proof$/' "$tmp/listed" >"$tmp/proofs"
awk '$0 ~ /^(evidence|statements)\/E-[0-9]+\.entry\.(redacted\.)?json$/' "$tmp/listed" >"$tmp/entries"
awk "$shared"'
FILENAME == proofs { has[$0] = 1; next }
FILENAME == entries {
  stem = $0; sub(/\.entry\.(redacted\.)?json$/, "", stem)
  if (!((stem ".tlog-proof") in has)) print "F " stem ".tlog-proof: expected a proof for the entry, found no such file"
}' proofs="$tmp/proofs" entries="$tmp/entries" "$tmp/proofs" "$tmp/entries" >"$tmp/told"
tell "$tmp/told"
# For each proof: "file index step step …", or "F words".
awk "$shared"'
FILENAME == checkpoint { note = note $0 "\n"; next }
{
  file = $0; text = ""; steps = ""; n = 0; at = 0; index_of = ""; why = ""
  while ((getline line < file) > 0) {
    n++
    if (at) { text = text line "\n"; continue }
    if (n == 1) { if (line != "c2sp.org/tlog-proof@v1") why = "another first line"; continue }
    if (line == "") { at = 1; continue }
    if (index_of == "" && line ~ /^extra /) continue
    if (index_of == "") { if (line !~ /^index [0-9]+$/ || length(line) > 21) why = "no index"; index_of = substr(line, 7); continue }
    step = hex_of(line); if (step == "") why = "a line that is no hash"
    steps = steps " " step
  }
  close(file)
  number = file; sub(/^.*\/E-0*/, "", number); sub(/\..*$/, "", number)
  if (why == "" && text != note) why = "another checkpoint than the one in `checkpoint`"
  if (why == "" && (index_of != number - 1 || index_of ~ /^0[0-9]/)) why = "index " index_of
  if (why != "") print "F " file ": expected a proof for entry " (number + 0) ", found " why
  else print file " " index_of steps
}' checkpoint=checkpoint checkpoint "$tmp/proofs" >"$tmp/steps"
awk '/^F /' "$tmp/steps" >"$tmp/told"
tell "$tmp/told"

before=$failures
proven=0
while read -r file index steps; do
  [ "$file" = F ] && continue
  stem=${file%.tlog-proof}
  if [ -f "$stem.entry.json" ]; then
    hash=$({ printf '\000'; cat "$stem.entry.json"; } | hash_stdin)
    hash=${hash%% *}
  elif [ -f "$stem.leaf" ] && hash=$(awk 'NR == 1 && length($0) == 64 && $0 !~ /[^0-9a-f]/ { print; found = 1 } END { exit !found }' "$stem.leaf"); then
    skip "$stem.entry.redacted.json: secrets were taken out of this text, so it proves nothing; the leaf hash beside it is proven"
  else
    bad "$file: expected the entry beside it, found none"
    continue
  fi
  leaf=$hash
  node=$index
  last=$((size - 1))
  [ "$node" -le "$last" ] || { bad "$file: expected an entry below $size, found index $index"; continue; }
  long=0
  for step in $steps; do
    if [ "$last" -eq 0 ]; then long=1; break; fi
    if [ $((node % 2)) -eq 1 ] || [ "$node" -eq "$last" ]; then
      pair "$step" "$hash"
      while [ $((node % 2)) -eq 0 ] && [ "$node" -ne 0 ]; do node=$((node / 2)); last=$((last / 2)); done
    else
      pair "$hash" "$step"
    fi
    node=$((node / 2))
    last=$((last / 2))
  done
  if [ "$long" -eq 0 ] && [ "$last" -eq 0 ] && [ "$hash" = "$root" ]; then
    proven=$((proven + 1))
  else
    bad "$file: expected entry $((index + 1)) of $size under the root $root, found an entry with the leaf hash $leaf, which is not there"
  fi
done <"$tmp/steps"
[ "$failures" -eq "$before" ] && good "$proven entries: each stands under the checkpoint, by its proof"

# ---- 5 each original and document is what its entry names

# For each entry: "file sha256-of-its-original". What people wrote cannot pass for it: inside a text
# every quote has a backslash before it.
awk '
{
  file = $0; line = ""
  while ((getline more < file) > 0) line = line more
  close(file)
  if (line ~ /^\{"v":[0-9]+,"kind":"ingest",/) {
    at = index(line, ",\"body\":{\"artifact\":{\"sha256\":\"")
    print file " " (at ? substr(line, at + 31, 64) : "unknown")
  } else if ((at = index(line, ",\"document_sha256\":\"")) > 0) {
    print file " " substr(line, at + 20, 64)
  } else if (line !~ /^\{"v":[0-9]+,"kind":"/) {
    print file " unknown"
  }
}' "$tmp/entries" >"$tmp/named"
awk '
function room(path) { return substr(path, 1, index(path, "/") - 1) }
function stem(path) { sub(/\..*$/, "", path); return path }
FILENAME == sums {
  hash = substr($0, 1, 64); path = substr($0, 67)
  if (path !~ /^(evidence|statements)\/E-[0-9]+\./) next
  if (path ~ /\.entry\.(redacted\.)?json$/ || path ~ /\.(leaf|tlog-proof)$/) next
  if (path ~ /^[^.]*\.redacted\./) { replaced[stem(path)] = 1; next }
  have[room(path) " " hash] = path; original[path] = hash
  if (!(stem(path) in under)) under[stem(path)] = path
  next
}
{
  file[++many] = $1; named[many] = $2
  if (stem($1) in replaced) gone[room($1) " " $2] = stem($1)
}
END {
  for (i = 1; i <= many; i++) {
    at = room(file[i]) " " named[i]
    if (file[i] ~ /\.redacted\.json$/) { excused[stem(file[i])] = 1; continue }
    if (named[i] == "unknown") { print "F " file[i] ": expected an entry of a ledger, found something else"; continue }
    if (at in have) { used[have[at]] = 1; compared++; continue }
    if (at in gone) { print "N " gone[at] ".redacted: secrets were taken out of this file; its entry proves the original, SHA-256 " named[i] ", which is not here"; continue }
    if (stem(file[i]) in under) {
      path = under[stem(file[i])]; used[path] = 1
      print "F " path ": expected the SHA-256 " named[i] ", found " original[path]
    } else print "F " stem(file[i]) ": expected an original with the SHA-256 " named[i] ", found no such file"
  }
  for (path in original) if (!(path in used) && !(stem(path) in excused)) print "F " path ": expected a file that an entry names, found one with the SHA-256 " original[path]
  print "ok " compared + 0
}' sums=SHA256SUMS SHA256SUMS "$tmp/named" >"$tmp/told"
before=$failures
tell "$tmp/told"
compared=$(awk '/^ok / { print $2 }' "$tmp/told")
[ "$failures" -eq "$before" ] && good "$compared entries name an original or a document: each has the SHA-256 that its entry names"

# ---- 6 the ledger has grown from an older checkpoint, and nothing before it was rewritten

# The root over the first lines of leaves.txt.
root_of() {
  count=0
  while [ "$count" -lt "$1" ] && read -r hash; do
    level=0
    bits=$count
    while [ $((bits % 2)) -eq 1 ]; do
      eval "left=\$s_$level"
      pair "$left" "$hash"
      bits=$((bits / 2))
      level=$((level + 1))
    done
    eval "s_$level=\$hash"
    count=$((count + 1))
  done <leaves.txt
  bits=$count
  level=0
  hash=''
  while [ "$bits" -gt 0 ]; do
    if [ $((bits % 2)) -eq 1 ]; then
      eval "left=\$s_$level"
      if [ -n "$hash" ]; then pair "$left" "$hash"; else hash=$left; fi
    fi
    bits=$((bits / 2))
    level=$((level + 1))
  done
}
if [ -n "$since" ]; then
  if ! older=$(head_of "$since"); then
    bad "$since: expected a checkpoint, found something else"
  elif [ ! -f leaves.txt ]; then
    skip "$since: this binder has no leaves.txt, so it cannot be held against older checkpoints"
  elif ! awk 'length($0) != 64 || $0 ~ /[^0-9a-f]/ { exit 1 }' leaves.txt || [ "$(awk 'END { print NR }' leaves.txt)" -ne "$size" ]; then
    bad "leaves.txt: expected $size hashes, found something else"
  elif [ "${older%% *}" -gt "$size" ]; then
    bad "$since: expected at least ${older%% *} entries, found $size: entries were cut off"
  else
    root_of "$size"
    [ "$hash" = "$root" ] || bad "leaves.txt: expected the root $root, found $hash"
    root_of "${older%% *}"
    if [ "$hash" = "${older#* }" ]; then
      good "the ${older%% *} entries of $since are the beginning of these"
    else
      bad "$since: expected the root ${older#* } over the first ${older%% *} entries, found $hash: entries were rewritten, or it is of another ledger"
    fi
  fi
fi

# ---- what came of it

printf '\n'
origin=$(awk 'NR == 1 { gsub(/[^ -~]/, "?"); print }' checkpoint)
if [ "$failures" -gt 0 ]; then
  printf 'NOT VERIFIED: %s of what was looked at is not what was made\n' "$failures"
  exit 1
fi
[ "$unchecked" -eq 0 ] || printf '%s could not be checked here: see NOT CHECKED above\n' "$unchecked"
printf 'VERIFIED: %s files, %s entries of %s (%s), root %s\n' "$files" "$proven" "$size" "$origin" "$root"
