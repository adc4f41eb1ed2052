//! CZlib: zlib, with typed functions for its macros, under Gzip. Imports nothing of ours.

#include <zlib.h>

// inflateInit2 and deflateInit2 are macros, which Swift cannot see.

/// Starts decoding gzip data (window bits 15 + 16).
static inline int kw_gunzip_init(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

/// Starts encoding gzip data at the given level.
static inline int kw_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}
