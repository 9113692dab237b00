#ifndef RETMASK_CURL_H
#define RETMASK_CURL_H

#include <stddef.h>

/// One request over HTTP or HTTPS, on a connection of its own, by the system's libcurl, which is
/// opened when the first request is made. Redirections are not followed, nor demands for a user's
/// name and password answered.
typedef struct {
    const char *url;
    /// Sent by POST; by GET when NULL.
    const void *body;
    size_t body_size;
    /// Lines of the header without their ends; the last is NULL.
    const char *const *headers;
    /// For the whole of it, however slowly it drips.
    long milliseconds;
    /// Bytes of the answer at most, after decompression.
    size_t longest_body;
    /// Bytes of its header at most, interim answers included.
    size_t longest_header;
} RetmaskRequest;

typedef enum {
    RETMASK_ANSWERED,
    /// `problem` says why.
    RETMASK_FAILED,
    RETMASK_LATE,
    RETMASK_BODY_TOO_LONG,
    RETMASK_HEADER_TOO_LONG,
    /// There is no libcurl; `problem` says what the loader said.
    RETMASK_NO_CURL,
    /// There is one that cannot be used; `problem` says why.
    RETMASK_USELESS_CURL,
} RetmaskEnd;

typedef struct {
    RetmaskEnd end;
    long status;
    /// Freed by the caller; NULL when empty.
    void *body;
    size_t body_size;
    /// The value of Retry-After, empty when there is none.
    char retry_after[128];
    char problem[512];
} RetmaskReply;

/// Blocks the calling thread until the answer is there or a limit is met. No SIGPIPE comes of it.
void retmask_request(const RetmaskRequest *request, RetmaskReply *reply);

/// libcurl's own words on what it is, such as `libcurl/8.14.1 OpenSSL/3.5.4`; NULL when it cannot be used.
const char *retmask_curl_version(void);

/// Why it cannot be used; NULL when it can.
const char *retmask_curl_problem(void);

#endif
