//! CYAML: libyaml, under the YAML of Documents. Imports nothing of ours.

#include <yaml.h>
