# Sourced by the rows in jobs/literature: trains, measures and draws one row of the literature's table.
#
# Every row takes [DATA [DIR]] and from the environment EPOCHS, WORKERS (default: 2), SEED (default: 1)
# and MASTER (default: local[*]). What is finished under DIR is kept and an unfinished training goes on
# where it was, so a row that was stopped is run again, with the same settings, until it is done.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../embedded.bash"

workers=${WORKERS:-2}
seed=${SEED:-1}

# DATA and DIR of a row from its arguments: $1 the default data set, $2 the row's name, then the arguments.
arguments() {
  local default=$1 row=$2
  shift 2
  [[ $# -le 2 && ${1:-} != -* ]] || refuse "Usage: jobs/literature/$row [DATA [DIR]]"
  data=${1:-data/$default}
  dir=${2:-out/literature/$row}
  [[ -e $data || $data == *:* ]] ||
    refuse "No $data: give the folder of $default's IDX files, jobs/literature/$row DATA"
  find_java
  build_if_stale
}

nightjar() {
  "$root/jobs/nightjar" --master "${MASTER:-local[*]}" "$@"
}

# Whether a step's output $1 is there and whole.
finished() {
  [[ -e $1/_SUCCESS || -e $1/SHA256SUMS ]]
}

# Trains $dir/$1.bundle with the remaining KEY=VALUEs, or goes on with it.
train() {
  local bundle=$dir/$1.bundle
  shift
  if finished "$bundle"; then
    echo "$bundle is trained already"
    return
  fi
  nightjar train archive.path="$data" archive.split=train bundle="$bundle" \
    image.channels=1 image.height=28 image.width=28 \
    training.workers="$workers" training.seed="$seed" "$@"
}

# Measures $dir/$1.bundle on the test images with the remaining KEY=VALUEs, into $dir/$1-metrics.
measure() {
  local name=$1
  shift
  finished "$dir/$name-metrics" ||
    nightjar evaluate archive.path="$data" archive.split=test bundle="$dir/$name.bundle" \
      output.path="$dir/$name-metrics" "$@"
}

# Draws $dir/$1.bundle: its losses, reconstructions and samples, into $dir/$1-pictures.
draw() {
  local kind
  for kind in learning-curve reconstructions samples; do
    nightjar generate generate.kind="$kind" bundle="$dir/$1.bundle" archive.path="$data" \
      archive.split=test generate.count=96 output.path="$dir/$1-$kind" output.overwrite=true
  done
}

# A number of a JSON file: $1 the file, $2 its key. The last of that name: a manifest ends with its own.
figure() {
  sed -n "s/.*\"$2\" *: *\([-0-9.eE]*\).*/\1/p" "$1" | tail -n 1
}

# Prints a line of the table of −log p(x): $1 the bundle's name, $2 the literature's number.
bound() {
  local metrics=$dir/$1-metrics/metrics.json manifest=$dir/$1.bundle/manifest.json
  printf '\n%-26s  %10s  %6s  %9s  %9s  %7s  %7s  %7s  %4s\n' 'test images' '−log p(x)' '±' '−ELBO' \
    literature samples epochs hours seed
  printf '%-26s  %9.2f  %6.2f  %8.2f  %9s  %7d  %7d  %7.2f  %4d\n' "$1" \
    "$(figure "$metrics" importance_weighted_nll)" "$(figure "$metrics" standard_error)" \
    "$(figure "$metrics" negative_elbo)" "$2" "$(figure "$metrics" importance_samples)" \
    "$(figure "$manifest" epoch)" \
    "$(awk -v s="$(figure "$manifest" seconds)" 'BEGIN { print s / 3600 }')" "$seed"
}
