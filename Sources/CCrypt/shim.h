//! CCrypt: crypt(3), for the template functions that hash passwords. Imports nothing of ours.

#include <crypt.h>
