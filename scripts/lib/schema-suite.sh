# The public JSON Schema test suite, which the tests of that room run.
# shellcheck shell=bash

# Where the suite's folders of cases lie, one a draft.
schema_suite_dir() { printf '%s\n' "$(cache_dir)/json-schema-suite/tests"; }

# Fetches the suite unless it is there: the source package of PyPI's jsonschema carries it.
ensure_schema_suite() {
  [[ ! -d $(schema_suite_dir) ]] || return 0
  python3 -m pip --version > /dev/null 2>&1 || ensure_packages peers
  say "fetching the JSON Schema test suite"
  local work
  work=$(mktemp -d)
  python3 -m pip download --quiet --no-deps --no-binary jsonschema --dest "$work" jsonschema==4.26.0 >&2
  tar -xzf "$work"/jsonschema-*.tar.gz -C "$work"
  mkdir -p "$(dirname "$(schema_suite_dir)")"
  mv "$work"/jsonschema-*/json/tests "$(schema_suite_dir)"
  rm -rf "$work"
}
