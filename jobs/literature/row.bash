# Sourced by the rows in jobs/literature, each of which trains, measures and draws one row of the table in
# docs/quality.md.
#
# A row takes [DATA [DIR]] and from the environment EPOCHS, WORKERS (default: 2), SEED (default: 1), MASTER
# (default: local[*]) and, where it trains on the importance-weighted bound, DRAWS (default: 5); what its header
# does not name is refused. What is
# finished under DIR is kept and an unfinished training goes on where it was: a row that was stopped is run
# again, with the same settings, until it is done.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../embedded.bash"

export LC_NUMERIC=C # figures have a point
row=$(basename "$0")
workers=${WORKERS:-2}
draws=${DRAWS:-5}

# DATA and DIR from a row's arguments: $1 the default data set, then the arguments.
arguments() {
  local default=$1
  shift
  [[ $# -le 2 && ${1:-} != -* ]] || refuse "Usage: jobs/literature/$row [DATA [DIR]]"
  # A row's header says what it takes from the environment.
  local name
  for name in EPOCHS DRAWS WORKERS SEED; do
    [[ -z ${!name:-} ]] || grep -q "^#.*[ ;]$name\\b" "$0" ||
      refuse "$name=${!name}: $row does not use it: leave it out"
  done
  data=${1:-data/$default}
  dir=${2:-out/literature/$row}
  [[ $dir != *:* ]] || refuse "DIR $dir: give a path that is mounted here, such as /shared/$row"
  [[ -d $data ]] ||
    refuse "No folder $data: give that of $default's IDX files, jobs/literature/$row DATA"
  find_java
  build_if_stale
}

nightjar() {
  "$root/jobs/nightjar" --master "${MASTER:-local[*]}" "$@"
}

# Whether a step's output $1 is there and whole, made with the remaining KEY=VALUEs; refused if it was made
# with others, for it would stand for what it is not.
finished() {
  local output=$1 asked
  shift
  asked=$(printf '%s\n' "$@")
  if [[ -e $output/_SUCCESS || -e $output/SHA256SUMS ]]; then
    [[ -f $output.settings && $(<"$output.settings") == "$asked" ]] ||
      refuse "$output was made with other settings: give another DIR, or delete it"
    return 0
  fi
  mkdir -p "$dir"
  echo "$asked" >"$output.settings"
  return 1
}

# Trains $dir/$1.bundle with the remaining KEY=VALUEs, or goes on with it. The step size falls to nothing at the
# last epoch, which is worth a nat: so a run of more EPOCHS is another run, not this one gone on with, as is one
# of other DRAWS.
train() {
  local bundle=$dir/$1.bundle
  shift
  local settings=(archive.path="$data" archive.split=train
    image.channels=1 image.height=28 image.width=28
    training.workers="$workers" training.seed="${SEED:-1}" training.validation-fraction=0.02
    training.learning-rate=0.002 training.learning-rate-warmup=2 training.averaging-frequency=24
    training.learning-rate-decay=cosine training.ema-decay=0.995 "$@")
  finished "$bundle" "${settings[@]}" ||
    nightjar train bundle="$bundle" training.checkpoint.minutes=2 "${settings[@]}"
}

# Measures $dir/$1.bundle on the test images with the remaining KEY=VALUEs, into $dir/$1-metrics.
measure() {
  local bundle=$dir/$1.bundle metrics=$dir/$1-metrics
  shift
  local settings=(archive.path="$data" archive.split=test bundle="$bundle" "$@")
  finished "$metrics" "${settings[@]}" || nightjar evaluate output.path="$metrics" "${settings[@]}"
}

# Draws $dir/$1.bundle: $dir/$1-learning-curve, -reconstructions and -samples.
draw() {
  local kind pictures settings count
  for kind in learning-curve reconstructions samples; do
    pictures=$dir/$1-$kind
    settings=(bundle="$dir/$1.bundle" archive.path="$data" archive.split=test)
    count=(generate.count=96)
    finished "$pictures" "${settings[@]}" "${count[@]}" && continue
    [[ $kind != learning-curve ]] || count=() # it has no images
    nightjar generate generate.kind="$kind" output.path="$pictures" "${settings[@]}" \
      ${count[@]+"${count[@]}"}
  done
}

# A number of a JSON file: $1 the file, $2 its key. The last of that name: a manifest's keys are sorted, and
# its last "epoch" is the last of the history, its last "training" the seed.
figure() {
  local number
  number=$(sed -n "s/.*\"$2\" *: *\([-0-9][-0-9.eE]*\).*/\1/p" "$1" | tail -n 1)
  [[ -n $number ]] || refuse "No figure $2 in $1"
  echo "$number"
}

# A number of $dir/$1-metrics and of $dir/$1.bundle's manifest.
measured() {
  figure "$dir/$1-metrics/metrics.json" "$2"
}

trained() {
  figure "$dir/$1.bundle/manifest.json" "$2"
}

# $1 divided by $2.
quotient() {
  awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}

# Prints a line of the table of -log p(x): $1 the bundle's name, $2 the literature's number.
bound() {
  local nll error elbo samples epochs seconds seed
  nll=$(measured "$1" importance_weighted_nll)
  error=$(measured "$1" standard_error)
  elbo=$(measured "$1" negative_elbo)
  samples=$(measured "$1" importance_samples)
  epochs=$(trained "$1" epoch)
  seconds=$(trained "$1" seconds)
  seed=$(trained "$1" training)
  printf '\n%-32s  %9s  %5s  %8s  %10s  %7s  %6s  %6s  %4s\n' 'test images' '-log p(x)' '+-' '-ELBO' \
    literature samples epochs hours seed
  printf '%-32s  %9.2f  %5.2f  %8.2f  %10s  %7d  %6d  %6.2f  %4d\n' "$row, $1" "$nll" "$error" "$elbo" \
    "$2" "$samples" "$epochs" "$(quotient "$seconds" 3600)" "$seed"
}
