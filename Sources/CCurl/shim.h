//! CCurl: libcurl, under the transport of KubernetesClient. Imports nothing of ours.
//
// libcurl without linking it: a program that talks to no server doesn't load libcurl and the thirty libraries behind
// it. `kw_curl_load` fills a table of its functions; the inline functions below call through the table and give
// libcurl's variadic functions the types that Swift can see.
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

struct kw_curl {
    CURLcode (*global_init)(long);
    curl_version_info_data *(*version_info)(CURLversion);
    CURL *(*easy_init)(void);
    void (*easy_reset)(CURL *);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    CURLcode (*easy_pause)(CURL *, int);
    const char *(*easy_strerror)(CURLcode);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *);
    CURLMcode (*multi_add_handle)(CURLM *, CURL *);
    CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
    CURLMcode (*multi_perform)(CURLM *, int *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
    CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd *, unsigned int, int, int *);
    CURLMcode (*multi_wakeup)(CURLM *);
    CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
};

/// Loads libcurl and fills `table`. Returns NULL, or what the dynamic loader says is missing.
static inline const char *kw_curl_load(struct kw_curl *table) {
#ifdef __APPLE__
    void *library = dlopen("libcurl.4.dylib", RTLD_NOW | RTLD_LOCAL);
#else
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
#endif
    if (library == NULL) return dlerror();
#define KW_LOAD(member)                                              \
    *(void **)(&table->member) = dlsym(library, "curl_" #member);    \
    if (table->member == NULL) return "libcurl lacks curl_" #member;
    KW_LOAD(global_init)
    KW_LOAD(version_info)
    KW_LOAD(easy_init)
    KW_LOAD(easy_reset)
    KW_LOAD(easy_cleanup)
    KW_LOAD(easy_setopt)
    KW_LOAD(easy_getinfo)
    KW_LOAD(easy_pause)
    KW_LOAD(easy_strerror)
    KW_LOAD(multi_init)
    KW_LOAD(multi_cleanup)
    KW_LOAD(multi_add_handle)
    KW_LOAD(multi_remove_handle)
    KW_LOAD(multi_perform)
    KW_LOAD(multi_info_read)
    KW_LOAD(multi_poll)
    KW_LOAD(multi_wakeup)
    KW_LOAD(multi_setopt)
    KW_LOAD(slist_append)
    KW_LOAD(slist_free_all)
#undef KW_LOAD
    return NULL;
}

static inline const curl_version_info_data *kw_curl_version(const struct kw_curl *c) {
    return c->version_info(CURLVERSION_NOW);
}

typedef size_t (*kw_curl_data_callback)(char *, size_t, size_t, void *);

static inline CURLcode kw_set_long(const struct kw_curl *c, CURL *h, CURLoption o, long v) {
    return c->easy_setopt(h, o, v);
}
static inline CURLcode kw_set_size(const struct kw_curl *c, CURL *h, CURLoption o, long long v) {
    return c->easy_setopt(h, o, (curl_off_t)v);
}
/// Sets a text; libcurl copies it. NULL puts the option back to its default.
static inline CURLcode kw_set_text(const struct kw_curl *c, CURL *h, CURLoption o, const char *v) {
    return c->easy_setopt(h, o, v);
}
static inline CURLcode kw_set_pointer(const struct kw_curl *c, CURL *h, CURLoption o, const void *v) {
    return c->easy_setopt(h, o, v);
}
static inline CURLcode kw_set_list(const struct kw_curl *c, CURL *h, CURLoption o, struct curl_slist *v) {
    return c->easy_setopt(h, o, v);
}
static inline CURLcode kw_set_callback(const struct kw_curl *c, CURL *h, CURLoption o, kw_curl_data_callback v) {
    return c->easy_setopt(h, o, v);
}
/// Hands over bytes that must stay where they are until the handle is reset.
static inline CURLcode kw_set_blob(const struct kw_curl *c, CURL *h, CURLoption o, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_NOCOPY};
    return c->easy_setopt(h, o, &blob);
}
static inline CURLcode kw_get_long(const struct kw_curl *c, CURL *h, CURLINFO i, long *v) {
    return c->easy_getinfo(h, i, v);
}
static inline CURLcode kw_get_size(const struct kw_curl *c, CURL *h, CURLINFO i, long long *v) {
    curl_off_t value = 0;
    CURLcode code = c->easy_getinfo(h, i, &value);
    *v = value;
    return code;
}
static inline CURLMcode kw_multi_set_long(const struct kw_curl *c, CURLM *m, CURLMoption o, long v) {
    return c->multi_setopt(m, o, v);
}

typedef CURLcode (*kw_curl_tls_callback)(CURL *, void *, void *);

/// Lets `v` know when a TLS handshake begins; not every TLS library can.
static inline CURLcode kw_set_tls_callback(const struct kw_curl *c, CURL *h, kw_curl_tls_callback v) {
    return c->easy_setopt(h, CURLOPT_SSL_CTX_FUNCTION, v);
}

/// Gives up on a peer that leaves what was sent unacknowledged for this long; without it a request into a network
/// that has gone waits for a quarter of an hour.
static inline int kw_bound_silence(void *milliseconds, curl_socket_t socket, curlsocktype purpose) {
#ifdef TCP_USER_TIMEOUT
    unsigned int limit = (unsigned int)(size_t)milliseconds;
    if (purpose == CURLSOCKTYPE_IPCXN) setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof limit);
#endif
    return CURL_SOCKOPT_OK;
}
static inline CURLcode kw_set_silence_limit(const struct kw_curl *c, CURL *h, size_t milliseconds) {
    c->easy_setopt(h, CURLOPT_SOCKOPTDATA, (void *)milliseconds);
    return c->easy_setopt(h, CURLOPT_SOCKOPTFUNCTION, kw_bound_silence);
}
