#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Of curl/curl.h. These numbers and functions are libcurl's binary interface, unchanged since 7.16 (2006); without its
// header the build needs no package for it, and without linking it nothing but a request does.
enum {
    OPT_WRITEDATA = 10001, OPT_URL = 10002, OPT_ERRORBUFFER = 10010, OPT_POSTFIELDS = 10015,
    OPT_USERAGENT = 10018, OPT_HTTPHEADER = 10023, OPT_HEADERDATA = 10029, OPT_CAINFO = 10065,
    OPT_ACCEPT_ENCODING = 10102, OPT_WRITEFUNCTION = 20011, OPT_HEADERFUNCTION = 20079,
    OPT_POSTFIELDSIZE_LARGE = 30120, OPT_POST = 47, OPT_FRESH_CONNECT = 74, OPT_FORBID_REUSE = 75,
    OPT_HTTP_VERSION = 84, OPT_NOSIGNAL = 99, OPT_TIMEOUT_MS = 155, OPT_PROTOCOLS = 181,
    OPT_SUPPRESS_CONNECT_HEADERS = 265,
    HTTP_1_1 = 2, PROTOCOLS_HTTP_HTTPS = 3, GLOBAL_ALL = 3, INFO_RESPONSE_CODE = 0x200002,
    CODE_OK = 0, CODE_TIMED_OUT = 28,
};

static struct {
    int (*global_init)(long);
    void *(*easy_init)(void);
    int (*setopt)(void *, int, ...);
    int (*perform)(void *);
    int (*getinfo)(void *, int, ...);
    void (*cleanup)(void *);
    const char *(*strerror)(int);
    void *(*append)(void *, const char *);
    void (*free_all)(void *);
    char problem[512];
} curl;

static void open_curl(void) {
#ifdef __APPLE__
    const char *names[] = {"/usr/lib/libcurl.4.dylib"};
#else
    const char *names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif
    void *library = NULL;
    for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *said = dlerror();
        snprintf(curl.problem, sizeof curl.problem, "%s", said ? said : names[0]);
        return;
    }
#define FIND(field, name) *(void **)&curl.field = dlsym(library, name)
    FIND(global_init, "curl_global_init");
    FIND(easy_init, "curl_easy_init");
    FIND(setopt, "curl_easy_setopt");
    FIND(perform, "curl_easy_perform");
    FIND(getinfo, "curl_easy_getinfo");
    FIND(cleanup, "curl_easy_cleanup");
    FIND(strerror, "curl_easy_strerror");
    FIND(append, "curl_slist_append");
    FIND(free_all, "curl_slist_free_all");
#undef FIND
    if (!curl.global_init || !curl.easy_init || !curl.setopt || !curl.perform || !curl.getinfo ||
        !curl.cleanup || !curl.strerror || !curl.append || !curl.free_all ||
        curl.global_init(GLOBAL_ALL) != CODE_OK)
        snprintf(curl.problem, sizeof curl.problem, "it is not a whole libcurl");
}

/// What the callbacks of one transfer share.
typedef struct {
    const RetmaskRequest *request;
    RetmaskReply *reply;
    size_t room;
    size_t header_size;
} Transfer;

/// Anything but `count` ends the transfer.
static size_t on_body(char *bytes, size_t one, size_t count, void *context) {
    (void)one;
    Transfer *transfer = context;
    RetmaskReply *reply = transfer->reply;
    if (count > transfer->request->longest_body - reply->body_size) {
        reply->end = RETMASK_BODY_TOO_LONG;
        return 0;
    }
    if (reply->body_size + count > transfer->room) {
        size_t room = (reply->body_size + count) * 2;
        void *larger = realloc(reply->body, room);
        if (!larger) {
            reply->end = RETMASK_BODY_TOO_LONG;
            return 0;
        }
        reply->body = larger;
        transfer->room = room;
    }
    if (count) memcpy((char *)reply->body + reply->body_size, bytes, count);
    reply->body_size += count;
    return count;
}

static size_t on_header(char *bytes, size_t one, size_t count, void *context) {
    (void)one;
    static const char name[] = "retry-after:";
    Transfer *transfer = context;
    transfer->header_size += count;
    if (transfer->header_size > transfer->request->longest_header) {
        transfer->reply->end = RETMASK_HEADER_TOO_LONG;
        return 0;
    }
    const size_t start = sizeof name - 1;
    if (count > 5 && strncmp(bytes, "HTTP/", 5) == 0) {
        // Another answer begins; the one before was an interim one.
        transfer->reply->retry_after[0] = 0;
    } else if (count > start && strncasecmp(bytes, name, start) == 0) {
        snprintf(
            transfer->reply->retry_after, sizeof transfer->reply->retry_after, "%.*s",
            (int)(count - start), bytes + start);
    }
    return count;
}

void retmask_request(const RetmaskRequest *request, RetmaskReply *reply) {
    static pthread_once_t opening = PTHREAD_ONCE_INIT;
    pthread_once(&opening, open_curl);
    memset(reply, 0, sizeof *reply);
    void *handle = curl.problem[0] ? NULL : curl.easy_init();
    if (!handle) {
        reply->end = RETMASK_NO_CURL;
        snprintf(reply->problem, sizeof reply->problem, "%s", curl.problem);
        return;
    }
    Transfer transfer = {.request = request, .reply = reply};
    void *headers = NULL;
    for (const char *const *line = request->headers; *line; line++) {
        void *longer = curl.append(headers, *line);
        if (longer) headers = longer;
    }
    char words[256] = "";  // CURL_ERROR_SIZE
    curl.setopt(handle, OPT_URL, request->url);
    curl.setopt(handle, OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_HTTPS);
    curl.setopt(handle, OPT_HTTP_VERSION, (long)HTTP_1_1);
    curl.setopt(handle, OPT_HTTPHEADER, headers);
    curl.setopt(handle, OPT_USERAGENT, "retmask");
    curl.setopt(handle, OPT_ACCEPT_ENCODING, "");
    curl.setopt(handle, OPT_TIMEOUT_MS, request->milliseconds);
    curl.setopt(handle, OPT_NOSIGNAL, 1L);
    // A server may close a connection that is kept at any time, also when the next request is on its way.
    curl.setopt(handle, OPT_FRESH_CONNECT, 1L);
    curl.setopt(handle, OPT_FORBID_REUSE, 1L);
    curl.setopt(handle, OPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl.setopt(handle, OPT_ERRORBUFFER, words);
    curl.setopt(handle, OPT_WRITEFUNCTION, on_body);
    curl.setopt(handle, OPT_WRITEDATA, &transfer);
    curl.setopt(handle, OPT_HEADERFUNCTION, on_header);
    curl.setopt(handle, OPT_HEADERDATA, &transfer);
    const char *authorities = getenv("SSL_CERT_FILE");
    if (authorities && *authorities) curl.setopt(handle, OPT_CAINFO, authorities);
    if (request->body) {
        curl.setopt(handle, OPT_POST, 1L);
        curl.setopt(handle, OPT_POSTFIELDSIZE_LARGE, (long long)request->body_size);
        curl.setopt(handle, OPT_POSTFIELDS, request->body);
    }
    int code = curl.perform(handle);
    if (code == CODE_OK) {
        curl.getinfo(handle, INFO_RESPONSE_CODE, &reply->status);
    } else if (reply->end == RETMASK_ANSWERED) {
        reply->end = code == CODE_TIMED_OUT ? RETMASK_LATE : RETMASK_FAILED;
        snprintf(
            reply->problem, sizeof reply->problem, "%s", words[0] ? words : curl.strerror(code));
    }
    curl.cleanup(handle);
    curl.free_all(headers);
}
