# Kubernetes' server binaries: found on the machine, or built once from Debian's source package.
# shellcheck shell=bash

kubernetes_version=1.20.2
control_plane_binaries=(kube-apiserver kube-controller-manager)
node_binaries=(kube-scheduler kubelet)

kubernetes_dir() { printf '%s\n' "$(cache_dir)/kubernetes-$kubernetes_version"; }

# Prints the path of a server binary: from KUBEBUILDER_ASSETS (the convention of envtest), PATH, or our own build.
# A folder that has an API server but no controller manager, as envtest's have, isn't a whole control plane.
find_binary() {
  local name=$1 folder on_path
  on_path=$(command -v "$name" || true)
  for folder in "${KUBEBUILDER_ASSETS:-}" "${on_path%/*}" "$(kubernetes_dir)"; do
    [[ -n $folder && -x $folder/$name ]] || continue
    if [[ $name == etcd || $folder == "$(kubernetes_dir)" || -x $folder/kube-controller-manager ]]; then
      printf '%s\n' "$folder/$name"
      return
    fi
  done
  return 1
}

# Builds those of the named binaries that are nowhere to be found.
ensure_binaries() {
  local name missing=()
  for name in "$@"; do
    find_binary "$name" > /dev/null || missing+=("$name")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  ensure_packages kubernetes
  (
    hold_lock "$(cache_dir)/kubernetes-build.lock"
    build_binaries "${missing[@]}"
  )
}

build_binaries() {
  local work started=$SECONDS name targets=()
  work=$(cache_dir)/kubernetes-build
  for name in "$@"; do
    # Another run may have built it while this one waited for the lock.
    [[ -x $(kubernetes_dir)/$name ]] || targets+=("cmd/$name")
  done
  [[ ${#targets[@]} -gt 0 ]] || return 0

  say "building ${targets[*]##*/} $kubernetes_version; this takes several minutes, once"
  mkdir -p "$work"
  unpack_kubernetes "$work"
  if ! compile_kubernetes "$work" "${targets[*]}" > "$work/make.log" 2>&1; then
    tail -n 30 "$work/make.log" >&2
    die "Kubernetes didn't build; all of the output is in $work/make.log"
  fi
  mkdir -p "$(kubernetes_dir)"
  for name in "${targets[@]##*/}"; do
    # Renamed into place, so that a binary that is there is a whole one.
    cp "$work/gopath/src/k8s.io/kubernetes/_output/bin/$name" "$(kubernetes_dir)/.$name.new"
    mv "$(kubernetes_dir)/.$name.new" "$(kubernetes_dir)/$name"
  done
  remove_build_when_complete "$work"
  say "built ${targets[*]##*/} in $((SECONDS - started)) s"
}

# The tree and what is compiled of it make the node's binaries quicker to build; once all are there, they are only in the way.
remove_build_when_complete() {
  local name
  for name in "${control_plane_binaries[@]}" "${node_binaries[@]}"; do
    [[ -x $(kubernetes_dir)/$name ]] || return 0
  done
  chmod -R u+w "$1"
  rm -rf "$1"
}

compile_kubernetes() {
  local work=$1 what=$2 tree=$1/gopath/src/k8s.io/kubernetes
  cd "$tree" || return
  # What an interrupted make leaves behind trips up the next; what a finished one leaves makes it quicker.
  [[ -e $work/made ]] || rm -rf _output .make .go/bin
  rm -f "$work/made"
  env --unset=GOFLAGS --unset=GOBIN HOME="$work/home" GOPATH="$work/gopath" GO111MODULE=off CGO_ENABLED=0 \
    make WHAT="$what" GOLDFLAGS='-s -w' \
    KUBE_GIT_VERSION="v$kubernetes_version" KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 \
    KUBE_GIT_COMMIT=faecb196815e248d3ecfb03c680a4507229c2a56 KUBE_GIT_TREE_STATE=clean || return
  touch "$work/made"
}

# Leaves the source, fit for today's Go, at WORK/gopath/src/k8s.io/kubernetes.
unpack_kubernetes() {
  local work=$1 tree=$1/gopath/src/k8s.io/kubernetes
  [[ ! -e $work/unpacked ]] || return 0
  rm -rf "$work/gopath"
  mkdir -p "$tree" "$work/home"
  download_source "$work/source"
  tar --extract --file "$(echo "$work"/source/kubernetes_*.orig.tar.*)" --strip-components 1 --directory "$tree"
  renew_reflect2 "$tree"
  touch "$work/unpacked"
}

# The vendored reflect2 predates Go 1.18: with it the API server dies under load with "unexpected fault address".
renew_reflect2() {
  local vendored=$1/vendor/github.com/modern-go/reflect2
  local current=/usr/share/gocode/src/github.com/modern-go/reflect2
  rm -f "$vendored"/*.go "$vendored"/*.s
  find "$current" -maxdepth 1 \( -name '*.go' -o -name '*.s' \) ! -name '*_test.go' \
    -exec cp -t "$vendored" {} +
}

# Fetches the source package through apt, from the machine's own sources turned from deb to deb-src in a private copy.
download_source() {
  local folder=$1 file
  rm -rf "$folder"
  mkdir -p "$folder/sources" "$folder/lists/partial" "$folder/cache/archives/partial"
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ ! -e $file ]] || sed 's/^Types:.*/Types: deb-src/' "$file" > "$folder/sources/$(basename "$file")"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ ! -e $file ]] || sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" > "$folder/sources/$(basename "$file").list"
  done
  private_apt "$folder" update > "$folder/apt.log" 2>&1 ||
    say "some package sources have no source index; going on with the rest"
  (cd "$folder" && private_apt "$folder" source --download-only kubernetes >> "$folder/apt.log" 2>&1) || {
    tail -n 20 "$folder/apt.log" >&2
    die "the source package kubernetes can't be fetched"
  }
}

private_apt() {
  local folder=$1
  shift
  apt-get -qq \
    -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/sources" \
    -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User="$(id --user --name)" \
    "$@"
}
