# shellcheck shell=bash
# shellcheck disable=SC2034 # variables set here are read by the scripts that source this

# Shared by the scripts beside it: source it, do not run it. It finds what a build or a test needs and, as root on
# Debian, installs what is missing; anyone else is told which packages to install. All it says goes to stderr, so that
# a script's own stdout stays clean.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n==> %s\n' "$*" >&2; }
die() {
  printf '\nerror: %s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# --- finding: each find_NAME answers by its exit code, and some set a variable -------------------------------------

# Sets PGBIN, the folder of the server's programs: Debian keeps them out of PATH.
find_postgres() {
  local dir
  PGBIN=""
  while read -r dir; do
    if [ -z "$PGBIN" ] && [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then PGBIN=$dir; fi
  done < <(
    if have initdb; then dirname "$(command -v initdb)"; fi
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
  )
  [ -n "$PGBIN" ]
}

# Sets CHROMIUM, the browser's path; COMMONHOUR_CHROMIUM names another.
find_chromium() {
  local name
  for name in ${COMMONHOUR_CHROMIUM:+"$COMMONHOUR_CHROMIUM"} chromium google-chrome google-chrome-stable chromium-browser; do
    if have "$name"; then
      CHROMIUM=$(command -v "$name")
      return 0
    fi
  done
  return 1
}

find_node() { have node && have npm; }

find_cc() { have cc; }

packages_of() {
  case $1 in
    postgres) echo postgresql ;;
    chromium) echo chromium ;;
    node) echo nodejs npm ;;
    cc) echo build-essential ;;
    *) die "no package is known for '$1'" ;;
  esac
}

# --- installing ----------------------------------------------------------------------------------------------------

install_packages() {
  if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
    die "missing Debian packages: $*
Install them (sudo apt-get install $*), or what your system calls them, and try again."
  fi
  local apt=(apt-get -y -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  if [ -z "${COMMONHOUR_APT_UPDATED:-}" ]; then
    say "apt-get update"
    "${apt[@]}" update </dev/null >&2 || die "apt-get update failed"
    export COMMONHOUR_APT_UPDATED=1
  fi
  say "apt-get install $*"
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install --no-install-recommends "$@" </dev/null >&2 ||
    die "apt-get install $* failed"
}

# ensure NAME…: what is missing of postgres, chromium, node, cc is installed in one go.
ensure() {
  local name package missing=()
  for name in "$@"; do
    if ! "find_$name"; then
      for package in $(packages_of "$name"); do missing+=("$package"); done
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  install_packages "${missing[@]}"
  for name in "$@"; do
    "find_$name" || die "$name is still not found after installing: $(packages_of "$name")"
  done
}

ensure_postgres() { ensure postgres; }
ensure_chromium() { ensure chromium; }

# All that builds and tests need beside Rust (the clients of both databases are compiled in): named together, so that one message lists everything that is missing.
ensure_all() { ensure cc postgres chromium node; }

need_node() {
  ensure node
  local version
  version=$(node --version)
  version=${version#v}
  [ "${version%%.*}" -ge 20 ] || die "Node.js 20 or newer is needed, this is $version"
}

# --- the front end -------------------------------------------------------------------------------------------------

# Every source file of web/ with its checksum: what web/dist was built from.
front_sources() {
  (cd "$root/web" && find . \( -path ./node_modules -o -path ./dist \) -prune -o -type f -exec cksum {} + | LC_ALL=C sort)
}

# Installs web/node_modules when the lock file changed, builds web/dist when it is missing or a source changed.
ensure_front() {
  need_node
  local web=$root/web lock sources
  local installed=$web/node_modules/.commonhour-installed built=$web/node_modules/.commonhour-built
  [ -f "$web/package-lock.json" ] || die "web/package-lock.json is missing: the front end cannot be built"
  lock=$(cksum <"$web/package-lock.json")
  if [ "$(cat "$installed" 2>/dev/null)" != "$lock" ]; then
    say "web: npm ci"
    # No install script of a package runs: the build needs none, and a dependency gets no say on this machine.
    (cd "$web" && npm ci --ignore-scripts --no-audit --no-fund </dev/null >&2) || die "npm ci failed"
    printf '%s\n' "$lock" >"$installed"
  fi
  sources=$(front_sources)
  if [ ! -d "$web/dist" ] || [ "$(cat "$built" 2>/dev/null)" != "$sources" ]; then
    say "web: npm run build"
    (cd "$web" && npm run build </dev/null >&2) || die "npm run build failed"
    # A build may write beside its sources: what counts is what lies there afterwards.
    front_sources >"$built"
  fi
}
