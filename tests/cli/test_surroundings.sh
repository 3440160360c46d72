# What surrounds a process: locale, time zone, umask, deep paths, names that are not UTF-8, closed
# standard streams, readers that go away.
. "$(dirname "$0")/harness.sh"

run classify "$model" "$samples/cat.png" --json
expect_exit 0
cp "$out" plain.json
run saliency "$model" "$samples/cat.png" -o plain.png --raw plain.npy --quiet
expect_exit 0

# A decimal comma: numbers in documents, options and messages keep their points. Where the system
# has no such locale it is made from its sources.
mkdir locales
comma=''
for name in de_DE.UTF-8 fr_FR.UTF-8; do
  if locale -a 2> /dev/null | grep -qi "^${name%.*}.utf-\?8$"; then comma=$name; fi
done
if [ -z "$comma" ] && localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 > "$out" 2>&1; then
  export LOCPATH=$PWD/locales
  comma=de_DE.UTF-8
fi
if [ -n "$comma" ]; then
  check "$comma has a decimal comma" [ "$(LC_ALL=$comma printf %.1f 0,5 2> /dev/null)" = 0,5 ]
  export LC_ALL=$comma
  run classify "$model" "$samples/cat.png" --json
  expect_exit 0
  check 'the same document with a decimal comma' cmp -s "$out" plain.json
  run saliency "$model" "$samples/cat.png" --target '0.5*class:cat' --mean 0.1,0.2,0.3 \
    --std 0.5,0.5,0.5 -o comma.png --json
  expect_exit 0
  expect_json "$out" "d and '0.5' in open(sys.argv[1]).read()"
  unset LC_ALL LOCPATH
else
  echo 'no locale with a decimal comma can be had: that part is left out'
fi
rm -r locales

# Other time zones, none, and a home that is not there.
for zone in Asia/Kolkata Nowhere/Land ''; do
  TZ=$zone run classify "$model" "$samples/cat.png" --json
  check "the same document in the zone '$zone'" cmp -s "$out" plain.json
done
command='cnnviz without an environment' status=0
env -i "$tool" classify "$model" "$samples/cat.png" --json > "$out" 2> "$err" < /dev/null || status=$?
expect_exit 0
check 'the same document without an environment' cmp -s "$out" plain.json

# The umask is the caller's; a file that was private stays so.
(umask 077 && "$tool" saliency "$model" "$samples/cat.png" -o private.png --quiet)
check 'nobody else can read it' [ "$(stat -c %a private.png)" = 600 ]
(umask 022 && "$tool" saliency "$model" "$samples/cat.png" -o private.png --quiet)
check 'it stays private' [ "$(stat -c %a private.png)" = 600 ]
(umask 022 && "$tool" saliency "$model" "$samples/cat.png" -o public.png --quiet)
check 'others can read it' [ "$(stat -c %a public.png)" = 644 ]
check 'the pictures are the same' cmp -s private.png plain.png

# A path longer than the system takes at once, but made step by step; and one it refuses.
part=$(printf 'd%.0s' $(seq 200)) top=$PWD
(for step in $(seq 15); do mkdir "$part" && cd "$part" || exit 1; done
  cp "$samples/cat.png" deep.png
  "$tool" saliency "$model" deep.png -o picture.png --raw raw.npy --quiet && [ -s picture.png ] &&
    cmp -s raw.npy "$top/plain.npy")
check 'a picture 3000 characters deep' [ $? -eq 0 ]
long=$(for step in $(seq 25); do printf '%s/' "$part"; done)
run classify "$model" "${long}cat.png"
expect_mistake 3 'File name too long'
run saliency "$model" "$samples/cat.png" -o "${long}out.png"
check 'the exit code is of an error' [ "$status" -gt 0 ]
check 'and of no signal' [ "$status" -lt 128 ]

# Names are bytes: not UTF-8, with spaces, line ends, quotes, a leading dash.
strange=$(printf 'ca\377t \351\n"'"'"'%%s.png')
cp "$samples/cat.png" "$strange"
run saliency "$model" "$strange" --json -o strange.png
expect_exit 0
expect_json "$out" "d"
run saliency "$model" "$strange"
expect_exit 0
check 'a picture beside it by its name' [ -s "${strange%.png}.saliency.png" ]
cp "$samples/cat.png" ./-dash.png
run classify "$model" ./-dash.png --json
expect_exit 0
mkdir "$(printf 'folder\377')"
cp "$samples/cat.png" "$(printf 'folder\377')/$strange"
run index "$model" "$(printf 'folder\377')" -o strange.db --quiet
expect_exit 0
run neighbors strange.db "$strange" --count 1 --json -o near.png
expect_exit 0
expect_json "$out" "d"

# Closed streams: no output lands in a file that took a stream's number, no hang.
command='cnnviz saliency with stdin, stdout and stderr closed' status=0
"$tool" saliency "$model" "$samples/cat.png" -o closed.png --raw closed.npy <&- >&- 2>&- || status=$?
: > "$out"
: > "$err"
expect_exit 0
check 'the picture is whole' cmp -s closed.png plain.png
check 'the numbers are whole' cmp -s closed.npy plain.npy
command='cnnviz classify with stdout closed' status=0
"$tool" classify "$model" "$samples/cat.png" >&- 2> "$err" || status=$?
expect_exit 1
expect_stderr 'standard output'
command='cnnviz classify with stdin closed' status=0
"$tool" classify "$model" - <&- > "$out" 2> "$err" || status=$?
expect_exit 3
expect_stderr 'standard input'

# A reader that goes away: an error or the signal, as of any filter; never a hang.
command='cnnviz | a reader that closes' status=0
timeout 60 bash -c '"$0" saliency "$1" "$2" --raw - --quiet | head -c 10 > /dev/null; exit ${PIPESTATUS[0]}' \
  "$tool" "$model" "$samples/cat.png" 2> "$err" || status=$?
check 'it ends by SIGPIPE, or with an error' [ "$status" -eq 141 -o "$status" -eq 1 ]
finish
