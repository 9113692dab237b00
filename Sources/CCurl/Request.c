#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Of curl/curl.h. A number of libcurl's binary interface keeps its meaning for good; the newest one here is of 7.54 (2017).
// Without its header the build needs no package for it, and without linking it nothing but a request does.
enum {
    OPT_WRITEDATA = 10001, OPT_URL = 10002, OPT_ERRORBUFFER = 10010, OPT_POSTFIELDS = 10015,
    OPT_USERAGENT = 10018, OPT_HTTPHEADER = 10023, OPT_HEADERDATA = 10029, OPT_CAINFO = 10065,
    OPT_ACCEPT_ENCODING = 10102, OPT_WRITEFUNCTION = 20011, OPT_HEADERFUNCTION = 20079,
    OPT_POSTFIELDSIZE_LARGE = 30120, OPT_POST = 47, OPT_FRESH_CONNECT = 74, OPT_FORBID_REUSE = 75,
    OPT_HTTP_VERSION = 84, OPT_NOSIGNAL = 99, OPT_TIMEOUT_MS = 155, OPT_PROTOCOLS = 181,
    OPT_SUPPRESS_CONNECT_HEADERS = 265,
    HTTP_1_1 = 2, PROTOCOLS_HTTP_HTTPS = 3, GLOBAL_ALL = 3, INFO_RESPONSE_CODE = 0x200002,
    CODE_OK = 0, CODE_NOT_BUILT_IN = 4, CODE_TIMED_OUT = 28, CODE_UNKNOWN_OPTION = 48,
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
    char *(*version)(void);
    RetmaskEnd end;
    char problem[512];
} curl;
static pthread_once_t opening = PTHREAD_ONCE_INIT;

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
        curl.end = RETMASK_NO_CURL;
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
    FIND(version, "curl_version");
#undef FIND
    if (!curl.global_init || !curl.easy_init || !curl.setopt || !curl.perform || !curl.getinfo ||
        !curl.cleanup || !curl.strerror || !curl.append || !curl.free_all || !curl.version) {
        curl.end = RETMASK_USELESS_CURL;
        snprintf(curl.problem, sizeof curl.problem, "it lacks functions of libcurl");
        return;
    }
    int code = curl.global_init(GLOBAL_ALL);
    if (code != CODE_OK) {
        curl.end = RETMASK_USELESS_CURL;
        snprintf(curl.problem, sizeof curl.problem, "it does not start: %s", curl.strerror(code));
    }
}

const char *retmask_curl_version(void) {
    pthread_once(&opening, open_curl);
    return curl.end == RETMASK_ANSWERED ? curl.version() : NULL;
}

const char *retmask_curl_problem(void) {
    pthread_once(&opening, open_curl);
    return curl.end == RETMASK_ANSWERED ? NULL : curl.problem;
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

/// Whether a SIGPIPE of this thread waits; it is taken back when `take` is set.
static bool pipe_waits(const sigset_t *pipe_signal, bool take) {
    sigset_t waiting;
    sigemptyset(&waiting);
    sigpending(&waiting);
    if (sigismember(&waiting, SIGPIPE) != 1) return false;
    int number;
    if (take) sigwait(pipe_signal, &number);
    return true;
}

static void perform(void *handle, void *headers, const RetmaskRequest *request, RetmaskReply *reply) {
    Transfer transfer = {.request = request, .reply = reply};
    char words[256] = "";  // CURL_ERROR_SIZE
    int code = CODE_OK, option = 0;
#define SET(name, value) \
    if (code == CODE_OK && (code = curl.setopt(handle, name, value)) != CODE_OK) option = name
    SET(OPT_ERRORBUFFER, words);
    SET(OPT_URL, request->url);
    SET(OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_HTTPS);
    SET(OPT_HTTP_VERSION, (long)HTTP_1_1);
    SET(OPT_HTTPHEADER, headers);
    SET(OPT_USERAGENT, "retmask");
    SET(OPT_ACCEPT_ENCODING, "");
    SET(OPT_TIMEOUT_MS, request->milliseconds);
    SET(OPT_NOSIGNAL, 1L);
    // A server may close a connection that is kept at any time, also when the next request is on its way.
    SET(OPT_FRESH_CONNECT, 1L);
    SET(OPT_FORBID_REUSE, 1L);
    SET(OPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(OPT_WRITEFUNCTION, on_body);
    SET(OPT_WRITEDATA, &transfer);
    SET(OPT_HEADERFUNCTION, on_header);
    SET(OPT_HEADERDATA, &transfer);
    const char *authorities = getenv("SSL_CERT_FILE");
    if (authorities && *authorities) SET(OPT_CAINFO, authorities);
    if (request->body) {
        SET(OPT_POST, 1L);
        SET(OPT_POSTFIELDSIZE_LARGE, (long long)request->body_size);
        SET(OPT_POSTFIELDS, request->body);
    }
#undef SET
    if (code != CODE_OK) {
        // Limits that are not set would not be kept, so nothing is sent.
        bool is_unknown = code == CODE_UNKNOWN_OPTION || code == CODE_NOT_BUILT_IN;
        reply->end = is_unknown ? RETMASK_USELESS_CURL : RETMASK_FAILED;
        snprintf(
            reply->problem, sizeof reply->problem, "%s does not take option %d: %s", curl.version(), option,
            curl.strerror(code));
        return;
    }
    code = curl.perform(handle);
    if (code == CODE_OK) {
        curl.getinfo(handle, INFO_RESPONSE_CODE, &reply->status);
    } else if (reply->end == RETMASK_ANSWERED) {
        reply->end = code == CODE_TIMED_OUT ? RETMASK_LATE : RETMASK_FAILED;
        snprintf(
            reply->problem, sizeof reply->problem, "%s", words[0] ? words : curl.strerror(code));
    }
}

void retmask_request(const RetmaskRequest *request, RetmaskReply *reply) {
    pthread_once(&opening, open_curl);
    memset(reply, 0, sizeof *reply);
    if (curl.end != RETMASK_ANSWERED) {
        reply->end = curl.end;
        snprintf(reply->problem, sizeof reply->problem, "%s", curl.problem);
        return;
    }
    // Where OpenSSL writes for libcurl (up to 7.86) it does so without MSG_NOSIGNAL, also to a closed connection, and SIGPIPE
    // would end the process. It is the thread's own signal, so it is held back here and the disposition, which closed output needs, stays as it is.
    sigset_t pipe_signal, before;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    bool waited = pipe_waits(&pipe_signal, false);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);

    void *handle = curl.easy_init(), *headers = NULL;
    bool is_whole = handle != NULL;
    for (const char *const *line = request->headers; is_whole && *line; line++) {
        void *longer = curl.append(headers, *line);
        if (longer) headers = longer;
        else is_whole = false;
    }
    if (is_whole) {
        perform(handle, headers, request, reply);
    } else {
        reply->end = RETMASK_FAILED;
        snprintf(reply->problem, sizeof reply->problem, "libcurl has no memory for a request");
    }
    if (handle) curl.cleanup(handle);
    curl.free_all(headers);

    if (!waited) pipe_waits(&pipe_signal, true);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
