# The plugins of this package: their names, and where they are built.
# shellcheck shell=bash

# Where scripts/build leaves the stripped binaries.
plugins_dir=.build/plugins

# Prints each plugin's name without its prefix.
plugin_names() {
  local folder
  for folder in Sources/kubectl-werf-*/; do
    folder=${folder%/}
    printf '%s\n' "${folder#Sources/kubectl-werf-}"
  done
}

# Prints the file names under which kubectl finds plugin NAME, the file itself first:
# kubectl-werf-NAME for `kubectl werf NAME`, kubectl-werf_NAME for `kubectl werf-NAME`.
# kubectl turns a dash inside a word into an underscore.
plugin_files() {
  printf '%s\n' "kubectl-werf-${1//-/_}" "kubectl-werf_${1//-/_}"
}
