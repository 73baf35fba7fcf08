// Preloaded into a compiler that keeps what it ran: for that process time stands still, random bytes are
// always the same, and files tell nothing of the machine and the moment, so that the same sources give the
// same bytes.
//
// Functions of libc are replaced by name. Programs also make system calls of their own, without libc: those
// are caught by a system-call filter, which turns them into a signal, whose handler makes the call and then
// takes out of the answer what would differ. The filter outlives exec and the handler does not, so this is for
// programs that start no others.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

// The start of 2000, in seconds since 1970.
#define WALL_CLOCK_S 946684800
// Far ahead of the real one: what waits until a moment of this clock waits to be woken.
#define OTHER_CLOCKS_S 1000000000
// Files that changed later than this before the start were made for this compile.
#define RECENT_S 86400
// What every random byte is.
#define RANDOM 0x2a
// How much of a folder is sorted, and how many folders are listed at the same time.
#define LISTING_BYTES 65536
#define LISTINGS 64

// system_call(number, six arguments): the only place that the filter lets call. The kernel names the address
// after the instruction.
extern char system_call_made[];
long system_call(long number, long a, long b, long c, long d, long e, long f);
__asm__(".text\n"
        ".hidden system_call\n"
        ".hidden system_call_made\n"
        ".globl system_call\n"
        ".globl system_call_made\n"
        ".type system_call, @function\n"
        "system_call:\n"
        "  mov %rdi, %rax\n"
        "  mov %rsi, %rdi\n"
        "  mov %rdx, %rsi\n"
        "  mov %rcx, %rdx\n"
        "  mov %r8, %r10\n"
        "  mov %r9, %r8\n"
        "  mov 8(%rsp), %r9\n"
        "  syscall\n"
        "system_call_made:\n"
        "  ret\n");

// Of files, what is older is told as it is: archives keep it.
static int64_t recent;

int clock_gettime(clockid_t clock, struct timespec *now) {
    now->tv_sec = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ? WALL_CLOCK_S : OTHER_CLOCKS_S;
    now->tv_nsec = 0;
    return 0;
}

int gettimeofday(struct timeval *now, void *zone) {
    (void)zone;
    now->tv_sec = WALL_CLOCK_S;
    now->tv_usec = 0;
    return 0;
}

time_t time(time_t *now) {
    if (now) *now = WALL_CLOCK_S;
    return WALL_CLOCK_S;
}

ssize_t getrandom(void *bytes, size_t length, unsigned flags) {
    (void)flags;
    memset(bytes, RANDOM, length);
    return (ssize_t)length;
}

static int64_t settled(int64_t changed) { return changed > recent ? WALL_CLOCK_S : changed; }

// What guests are told comes from statx. Its inode numbers are nobody's; folders have no size of their own.
static void still_statx(struct statx *file) {
    file->stx_ino = 1;
    file->stx_dev_major = 0;
    file->stx_dev_minor = 1;
    file->stx_mtime.tv_sec = settled(file->stx_mtime.tv_sec);
    file->stx_atime.tv_sec = file->stx_ctime.tv_sec = file->stx_btime.tv_sec = WALL_CLOCK_S;
    file->stx_mtime.tv_nsec = file->stx_atime.tv_nsec = file->stx_ctime.tv_nsec = file->stx_btime.tv_nsec = 0;
    if (S_ISDIR(file->stx_mode)) {
        file->stx_nlink = 1;
        file->stx_size = file->stx_blocks = 0;
    }
}

// The loader tells libraries apart by inode numbers, so these stay.
static void still_stat(struct stat *file) {
    file->st_mtim.tv_sec = settled(file->st_mtim.tv_sec);
    file->st_atim.tv_sec = file->st_ctim.tv_sec = WALL_CLOCK_S;
    file->st_mtim.tv_nsec = file->st_atim.tv_nsec = file->st_ctim.tv_nsec = 0;
}

struct entry {
    uint64_t file;
    int64_t offset;
    unsigned short length;
    unsigned char kind;
    char name[];
};

// A folder that is being listed: all of it, by name. The file system's own order differs by machine.
struct listing {
    int folder;
    long length;
    long at;
    char bytes[LISTING_BYTES];
};

static struct listing listings[LISTINGS];
static int next_listing;
static int listing_lock;

static struct listing *listing_of(int folder) {
    for (int place = 0; place < LISTINGS; place++) {
        if (listings[place].length && listings[place].folder == folder) return &listings[place];
    }
    return NULL;
}

static void sort(struct listing *listing) {
    static char copy[LISTING_BYTES];
    static struct entry *entries[LISTING_BYTES / sizeof(struct entry)];
    memcpy(copy, listing->bytes, (size_t)listing->length);
    int count = 0;
    for (long at = 0; at < listing->length; at += ((struct entry *)(copy + at))->length) {
        struct entry *entry = (struct entry *)(copy + at);
        int place = count++;
        for (; place > 0 && strcmp(entries[place - 1]->name, entry->name) > 0; place--) {
            entries[place] = entries[place - 1];
        }
        entries[place] = entry;
    }
    long to = 0;
    for (int place = 0; place < count; place++) {
        memcpy(listing->bytes + to, entries[place], entries[place]->length);
        to += entries[place]->length;
    }
}

// Reads a whole folder at its start; none when it is too large.
static struct listing *listed(int folder) {
    struct listing *listing = listing_of(folder);
    if (!listing) listing = &listings[next_listing++ % LISTINGS];
    *listing = (struct listing){.folder = folder};
    for (;;) {
        long room = LISTING_BYTES - listing->length;
        long more = system_call(SYS_getdents64, folder, (long)(listing->bytes + listing->length), room, 0, 0, 0);
        if (more == 0) break;
        if (more < 0) {
            listing->length = 0;
            system_call(SYS_lseek, folder, 0, SEEK_SET, 0, 0, 0);
            return NULL;
        }
        listing->length += more;
    }
    sort(listing);
    return listing;
}

static long still_getdents64(int folder, char *to, long room) {
    while (__atomic_test_and_set(&listing_lock, __ATOMIC_ACQUIRE)) {}
    long result = 0;
    long position = system_call(SYS_lseek, folder, 0, SEEK_CUR, 0, 0, 0);
    struct listing *listing = position == 0 ? listed(folder) : listing_of(folder);
    if (listing) {
        while (listing->at < listing->length) {
            struct entry *entry = (struct entry *)(listing->bytes + listing->at);
            if (result + entry->length > room) break;
            memcpy(to + result, entry, entry->length);
            result += entry->length;
            listing->at += entry->length;
        }
        if (result == 0 && listing->at < listing->length) result = -EINVAL;
        if (result == 0) listing->length = 0;
    } else {
        result = system_call(SYS_getdents64, folder, (long)to, room, 0, 0, 0);
    }
    __atomic_clear(&listing_lock, __ATOMIC_RELEASE);
    return result;
}

static void caught(int signal, siginfo_t *information, void *context) {
    (void)signal;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    int before = errno;
    long number = information->si_syscall;
    long first = registers[REG_RDI], second = registers[REG_RSI], third = registers[REG_RDX];
    long fifth = registers[REG_R8];
    long result = 0;
    if (number == SYS_getrandom) {
        result = getrandom((void *)first, (size_t)second, 0);
    } else if (number == SYS_clock_gettime) {
        result = clock_gettime((clockid_t)first, (struct timespec *)second);
    } else if (number == SYS_getdents64) {
        result = still_getdents64((int)first, (char *)second, third);
    } else {
        result = system_call(number, first, second, third, registers[REG_R10], fifth, registers[REG_R9]);
        if (result == 0 && number == SYS_statx) still_statx((struct statx *)fifth);
        if (result == 0 && number == SYS_newfstatat) still_stat((struct stat *)third);
        if (result == 0 && number == SYS_fstat) still_stat((struct stat *)second);
    }
    errno = before;
    registers[REG_RAX] = result;
}

__attribute__((constructor)) static void hold_still(void) {
    struct timespec now;
    system_call(SYS_clock_gettime, CLOCK_REALTIME, (long)&now, 0, 0, 0, 0);
    recent = now.tv_sec - RECENT_S;
    struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    uint64_t made = (uint64_t)system_call_made;
    enum { NUMBERS = 6, ALLOW = 4 + 1 + NUMBERS, CATCH = ALLOW + 1 };
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)made, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(made >> 32), ALLOW - 4, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_statx, CATCH - 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_newfstatat, CATCH - 7, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fstat, CATCH - 8, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getdents64, CATCH - 9, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, CATCH - 10, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, CATCH - 11, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    // Without all of it the bytes would differ unnoticed.
    if (sigaction(SIGSYS, &action, NULL) != 0) abort();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) abort();
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) abort();
}
