#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CTorch.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined(__linux__)
#include <sched.h>
#endif

bool ctorch_turns(const char *root, CTorchTurns *turns) {
    char path[4096];
    snprintf(path, sizeof path, "%s/proc/self/task", root);
    DIR *folder = opendir(path);
    if (!folder) return false;
    *turns = (CTorchTurns){0, 0, 0};
    bool found = false;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        char name[300], text[128];
        snprintf(name, sizeof name, "%s/schedstat", entry->d_name);
        int file = openat(dirfd(folder), name, O_RDONLY | O_CLOEXEC);
        // A thread that has just ended.
        if (file < 0) continue;
        ssize_t length = read(file, text, sizeof text - 1);
        close(file);
        if (length <= 0) continue;
        text[length] = 0;
        uint64_t ran, waited, count;
        if (sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64, &ran, &waited, &count) != 3) continue;
        turns->ran += ran;
        turns->waited += waited;
        turns->turns += count;
        found = true;
    }
    closedir(folder);
    // Kernels without the accounting show zeros.
    return found && turns->ran > 0;
}

// Whether this process may use a core.
static bool is_usable(long core) {
#if defined(__linux__)
    cpu_set_t set;
    // More cores than a set has: all count.
    if (sched_getaffinity(0, sizeof set, &set) != 0 || core >= CPU_SETSIZE) return true;
    return CPU_ISSET(core, &set);
#else
    (void)core;
    return true;
#endif
}

int64_t ctorch_idle(const char *root) {
    char path[4096], line[512];
    snprintf(path, sizeof path, "%s/proc/stat", root);
    FILE *file = fopen(path, "re");
    if (!file) return -1;
    int64_t ticks = 0;
    bool found = false;
    // "cpu0 user nice system idle iowait …", after a first line of all; what follows are interrupts.
    while (fgets(line, sizeof line, file) && strncmp(line, "cpu", 3) == 0) {
        long core;
        int64_t idle, waiting;
        if (line[3] < '0' || line[3] > '9') continue;
        if (sscanf(line, "cpu%ld %*d %*d %*d %" SCNd64 " %" SCNd64, &core, &idle, &waiting) != 3 || !is_usable(core))
            continue;
        ticks += idle + waiting;
        found = true;
    }
    fclose(file);
    const long perSecond = sysconf(_SC_CLK_TCK);
    return found && perSecond > 0 ? ticks * (1000000000 / perSecond) : -1;
}
