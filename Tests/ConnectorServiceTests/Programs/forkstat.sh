#!/bin/sh
# forkstat.sh FOLDER FORKSTAT...
#   Runs forkstat until it has told of a process's fork, program and end, which this one has started. Ends with 0 once it has,
#   with 1 if it ends before or never does.
folder=$1
shift
"$@" >"$folder/out" 2>"$folder/err" &
program=$!
turns=0
while [ $turns -lt 2000 ] && kill -0 $program; do
  sh -c 'exit 3' &
  for event in "fork +$! child" "exec +$! " "exit +$! +768 "; do
    echo "$event" >>"$folder/${event%% *}s"
  done
  wait $!
  if grep -Eq -f "$folder/forks" "$folder/out" && grep -Eq -f "$folder/execs" "$folder/out" &&
    grep -Eq -f "$folder/exits" "$folder/out"; then
    kill -INT $program
    wait $program
    exit 0
  fi
  turns=$((turns + 1))
done
cat "$folder/err"
exit 1
