# Sourced by the scripts in jobs/ and deploy/. Names the project's root, its jar and the embedded Spark
# that Maven's jars make; finds Java 17; builds what is missing or stale. A NIGHTJAR_JAR in the environment
# is taken as it is: where the project was built elsewhere, nothing here needs Maven or the sources.

# One line on what is wrong and how to mend it, then exit code 2.
refuse() {
  echo "$1" >&2
  exit 2
}

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=${NIGHTJAR_JAR:-$root/target/nightjar.jar}
spark_home=$root/target/spark

# For the processes that start executors from the embedded Spark: the Worker, local-cluster. A Spark
# installation's scripts set the Scala version likewise.
export_spark_home() {
  export SPARK_HOME=$spark_home SPARK_SCALA_VERSION=2.12
}

# Sets java to the JDK 17 in JAVA_HOME or on the PATH.
find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  local version
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p') || true
  [[ $version == 17 ]] ||
    refuse "Nightjar needs a JDK 17, but $java is ${version:-not there}: set JAVA_HOME to a JDK 17"
}

# Ctrl-C is no fault in the sources.
build_failed() {
  [[ $1 -lt 128 ]] || exit "$1"
  refuse "Cannot build $jar: mend what Maven says above"
}

is_stale() {
  [[ ! -f $jar || ! -f $spark_home/java.options ]] ||
    [[ -n $(find "$root/src/main" "$root/pom.xml" -newer "$jar" -print | head -n 1) ]]
}

# Builds the jar and the embedded Spark unless they are newer than the sources. Of several callers at
# once one builds and the others wait.
build_if_stale() {
  if [[ -n ${NIGHTJAR_JAR:-} ]]; then
    [[ -f $jar ]] || refuse "NIGHTJAR_JAR=$jar: no such file"
    return 0
  fi
  is_stale || return 0
  command -v mvn >/dev/null || refuse "Cannot build $jar: install Maven 3.8 or newer (mvn)"
  mkdir -p "$root/target"
  # macOS has no flock; there two first runs at once are the caller's to avoid.
  exec 9>"$root/target/build.lock"
  ! command -v flock >/dev/null || flock 9
  if is_stale; then
    echo "Building Nightjar: minutes the first time, half a minute after a change" >&2
    # Classes are archived for a faster start once; after a change that would take longer than it saves.
    local again=false
    [[ ! -f $jar ]] || again=true
    # Removed rather than overwritten: a job that runs from the old jar keeps its bytes.
    rm -f "$jar" "$spark_home/classes.jsa"
    # Maven resets the terminal's colours even where it was told to use none.
    (cd "$root" && mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip \
      -Drehearsal.skip=$again package) 2>&1 9>&- |
      sed $'s/\e\\[0m//g' >&2 || build_failed $?
  fi
  exec 9>&-
}
