// What Swift cannot call by itself: macros and variadic functions of oniguruma.h.
#include <oniguruma.h>

static inline int retmask_onig_initialize(void) {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    return onig_initialize(encodings, 1);
}

/// Compiles UTF-8 as the `tokenizers` library does: the default syntax, no options.
static inline int retmask_onig_compile(
    OnigRegex *regex, const OnigUChar *start, const OnigUChar *end, OnigErrorInfo *info) {
    return onig_new(
        regex, start, end, ONIG_OPTION_NONE, ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, info);
}

/// `buffer` has room for ONIG_MAX_ERROR_MESSAGE_LEN bytes; `info` is null for errors of a search.
static inline int retmask_onig_message(OnigUChar *buffer, int code, OnigErrorInfo *info) {
    return info ? onig_error_code_to_str(buffer, code, info) : onig_error_code_to_str(buffer, code);
}

/// The number of a class such as `Cn`; negative when there is none.
static inline int retmask_onig_class(OnigUChar *start, OnigUChar *end) {
    return ONIGENC_PROPERTY_NAME_TO_CTYPE(ONIG_ENCODING_UTF8, start, end);
}

static inline int retmask_onig_is_in_class(OnigCodePoint scalar, int number) {
    return ONIGENC_IS_CODE_CTYPE(ONIG_ENCODING_UTF8, scalar, (OnigCtype)number);
}
