# Shared by ./run, ./test and .ci/run: installs what is missing and builds. Sourced by bash from the root of the tree.

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf 'bihuan: %s\n' "$*" >&2; exit 1; }

# packages_of SECTION...: the names in those sections of .ci/packages.txt.
packages_of() {
  local section
  for section in "$@"; do
    awk -v want="[$section]" '/^\[/ { on = ($0 == want); next } on && NF && !/^#/ { print $1 }' .ci/packages.txt
  done
}

# ensure_packages SECTION...: installs what is missing with apt, as root or through sudo; else says what to type.
ensure_packages() {
  local missing=() name sudo=""
  for name in $(packages_of "$@"); do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || die "this is not Debian: install the packages of .ci/packages.txt by hand"
  if [ "$(id -u)" -ne 0 ]; then
    # With a terminal sudo may ask for its password; without one it must not.
    command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; } && sudo="sudo" ||
      die "packages are missing and there are no rights to install them. As root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "installing ${#missing[@]} Debian packages"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || die "apt-get update failed: is the network there?"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null ||
    die "apt-get could not install: ${missing[*]}"
}

# build PRESET TARGET...: configures and builds; progress goes to standard error.
build() {
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"/tmp/bihuan-configure-$$.log" 2>&1 ||
    { cat "/tmp/bihuan-configure-$$.log" >&2; die "the build could not be configured"; }
  rm -f "/tmp/bihuan-configure-$$.log"
  cmake --build "build/$preset" ${*:+--target "$@"} >&2 || die "the build failed"
}

# free_megabytes FOLDER
free_megabytes() { df -Pm "$1" | awk 'NR == 2 { print $4 }'; }
