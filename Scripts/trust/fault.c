// Lets one system call of a program on files below a folder fail, or kills the program right before it.
//
//   cc -shared -fPIC -O1 -o fault.so fault.c -ldl
//   LD_PRELOAD=$PWD/fault.so FAULT_DIR=$WORK FAULT_MODE=kill FAULT_AT=3 retmask …
//
// FAULT_DIR   only calls on names below this folder, or on open files that lie there, count
// FAULT_MODE  count: nothing happens; kill: SIGKILL before the call; torn: half of a write, then
//             SIGKILL; ENOSPC, EIO: the call fails
// FAULT_LOCKS none: the file system has no locks (flock fails with ENOSYS, as on Lustre)
// FAULT_AT    which call, from 1
// FAULT_FROM  1: that call and every later one (a disk that stays full)
// FAULT_LOG   a file outside of FAULT_DIR that gets the name of every call that counts, a line each
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

static int lies_below(const char *path) {
    const char *folder = setting("FAULT_DIR");
    size_t length = strlen(folder);
    char whole[PATH_MAX];
    if (!length || !path) return 0;
    if (path[0] != '/') {
        if (!getcwd(whole, sizeof whole)) return 0;
        strncat(whole, "/", sizeof whole - strlen(whole) - 1);
        strncat(whole, path, sizeof whole - strlen(whole) - 1);
        path = whole;
    }
    return !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int is_open_below(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    // Pipes and sockets have names without a slash.
    return path[0] == '/' && lies_below(path);
}

static void end(void) { syscall(SYS_kill, syscall(SYS_getpid), SIGKILL); }

// What is to be done with a call that counts: 0 nothing, 1 it fails (errno is set), 2 it is torn.
static int fault(const char *name) {
    int number = atomic_fetch_add(&calls, 1) + 1;
    const char *log = setting("FAULT_LOG"), *mode = setting("FAULT_MODE");
    if (*log) {
        char line[64];
        int length = snprintf(line, sizeof line, "%s\n", name);
        int file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0644);
        if (file >= 0) {
            syscall(SYS_write, file, line, length);
            syscall(SYS_close, file);
        }
    }
    int at = atoi(setting("FAULT_AT"));
    if (!strcmp(mode, "count") || !*mode) return 0;
    if (*setting("FAULT_FROM") == '1' ? number < at : number != at) return 0;
    if (!strcmp(mode, "torn") && !strcmp(name, "write")) return 2;
    if (!strcmp(mode, "kill") || !strcmp(mode, "torn")) end();
    errno = !strcmp(mode, "EIO") ? EIO : ENOSPC;
    return 1;
}

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t torn(int file, const void *bytes, size_t count) {
    syscall(SYS_write, file, bytes, count / 2);
    end();
    return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int what = is_open_below(file) ? fault("write") : 0;
    if (what == 2) return torn(file, bytes, count);
    return what ? -1 : real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    if (is_open_below(file) && fault("pwrite")) return -1;
    return real(file, bytes, count, offset);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
    REAL(ssize_t, "sendfile", int, int, off_t *, size_t);
    if (is_open_below(to) && fault("sendfile")) return -1;
    return real(to, from, offset, count);
}

ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *offset, size_t count, unsigned flags) {
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    if (is_open_below(to) && fault("copy_file_range")) return -1;
    return real(from, start, to, offset, count, flags);
}

int fsync(int file) {
    REAL(int, "fsync", int);
    return is_open_below(file) && fault("fsync") ? -1 : real(file);
}

int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    return is_open_below(file) && fault("fdatasync") ? -1 : real(file);
}

int ftruncate(int file, off_t length) {
    REAL(int, "ftruncate", int, off_t);
    return is_open_below(file) && fault("ftruncate") ? -1 : real(file, length);
}

int flock(int file, int operation) {
    REAL(int, "flock", int, int);
    if (!strcmp(setting("FAULT_LOCKS"), "none")) {
        errno = ENOSYS;
        return -1;
    }
    return real(file, operation);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return lies_below(to) && fault("rename") ? -1 : real(from, to);
}

int renameat2(int one, const char *from, int two, const char *to, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    return lies_below(to) && fault("renameat2") ? -1 : real(one, from, two, to, flags);
}

int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    return lies_below(to) && fault("link") ? -1 : real(from, to);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return lies_below(path) && fault("unlink") ? -1 : real(path);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    int counts = path[0] == '/' || folder == AT_FDCWD ? lies_below(path) : is_open_below(folder);
    return counts && fault("unlinkat") ? -1 : real(folder, path, flags);
}

int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    return lies_below(path) && fault("rmdir") ? -1 : real(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    return lies_below(path) && fault("mkdir") ? -1 : real(path, mode);
}

// Only what makes or changes files counts.
static int makes(int flags) { return flags & (O_CREAT | O_TRUNC); }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        if (makes(flags) && lies_below(path) && fault("open")) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int openat(int folder, const char *path, int flags, ...) {
    REAL(int, "openat", int, const char *, int, ...);
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    if (makes(flags) && lies_below(path) && fault("open")) return -1;
    return real(folder, path, flags, mode);
}
