//! What a child process gives up before it touches a visitor's bytes: files, network, most system calls.

use super::protocol::CompileJob;
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _, Scope,
};
use rlimit::Resource;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use std::collections::BTreeMap;

/// Memory a runner needs beside its guest's: wasmtime's own tables, values on their way, the trace
/// that waits to be sent and what is being sent.
const RUNNER_MEMORY_BYTES: u64 = 384 << 20;
/// CPU seconds a runner may use beyond its time limit: measurement and start.
const RUNNER_EXTRA_SECONDS: u64 = 5;

/// Whether a process may start more threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// Compiling uses several.
    Allowed,
    /// A run has all of its own before it begins.
    Denied,
}

/// Sets a runner's resource limits; `memory_bytes` is what its guest may use.
///
/// `RLIMIT_DATA` counts writable pages only, so that wasmtime's large reservations of address
/// space (which spare it bounds checks) stay free.
pub fn limit_runner(memory_bytes: u64, time_ms: u64) -> anyhow::Result<()> {
    // Two instances are never alive at once for long, but the second may start while pages of the
    // first are still warm.
    let guest = memory_bytes.saturating_mul(2);
    set(Resource::DATA, data_bytes()?.saturating_add(guest).saturating_add(RUNNER_MEMORY_BYTES))?;
    set(Resource::CPU, time_ms.div_ceil(1_000).saturating_add(RUNNER_EXTRA_SECONDS))?;
    set_common()
}

/// Sets a compile child's resource limits.
pub fn limit_compile(job: &CompileJob) -> anyhow::Result<()> {
    set(Resource::DATA, data_bytes()?.saturating_add(job.memory_bytes))?;
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    set(Resource::CPU, job.time_ms.div_ceil(1_000).saturating_mul(threads).saturating_add(1))?;
    set_common()
}

fn set_common() -> anyhow::Result<()> {
    set(Resource::FSIZE, 0)?;
    set(Resource::CORE, 0)?;
    set(Resource::NOFILE, 64)
}

fn set(resource: Resource, value: u64) -> anyhow::Result<()> {
    let (_, hard) = resource.get()?;
    let value = value.min(hard);
    Ok(resource.set(value, value)?)
}

/// Bytes of writable private memory this process has now.
fn data_bytes() -> anyhow::Result<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = statm.split_whitespace().nth(5).unwrap_or("0").parse()?;
    Ok(pages * 4_096)
}

/// Takes the whole file system, TCP, and signals and sockets of other processes away from this
/// thread and the threads it starts later. Files that are open stay open.
pub fn close_files() -> anyhow::Result<()> {
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V6))?
        .handle_access(AccessNet::from_all(ABI::V6))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?
        .restrict_self()?;
    Ok(())
}

/// Leaves this process, with all its threads, the system calls that running WebAssembly needs.
/// Every other fails with EPERM; no memory can become executable.
pub fn filter_system_calls(threads: Threads) -> anyhow::Result<()> {
    let arch = std::env::consts::ARCH.try_into()?;
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.iter().map(|&number| (number, Vec::new())).collect();
    let not_executable =
        SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0)?;
    rules.insert(libc::SYS_mmap, vec![SeccompRule::new(vec![not_executable.clone()])?]);
    rules.insert(libc::SYS_mprotect, vec![SeccompRule::new(vec![not_executable])?]);
    if threads == Threads::Denied {
        set(Resource::NPROC, 0)?;
    } else {
        let thread = libc::CLONE_THREAD as u64;
        let is_thread =
            SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(thread), thread)?;
        rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![is_thread])?]);
        rules.insert(libc::SYS_clone3, Vec::new());
        // clone3's flags are in memory, where a filter cannot look: the C library goes back to
        // clone when it is told that there is no such call.
        let absent = SeccompFilter::new(
            BTreeMap::from([(libc::SYS_clone3, Vec::new())]),
            SeccompAction::Allow,
            SeccompAction::Errno(libc::ENOSYS as u32),
            arch,
        )?;
        seccompiler::apply_filter_all_threads(&BpfProgram::try_from(absent)?)?;
    }
    let denied = SeccompAction::Errno(libc::EPERM as u32);
    let filter = SeccompFilter::new(rules, denied, SeccompAction::Allow, arch)?;
    seccompiler::apply_filter_all_threads(&BpfProgram::try_from(filter)?)?;
    Ok(())
}

/// What running and compiling WebAssembly needs from the kernel: memory, time, locks, signals of
/// its own, and the pipes it already has.
const ALLOWED: &[i64] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_epoll_wait,
    libc::SYS_epoll_pwait,
    libc::SYS_epoll_pwait2,
    libc::SYS_epoll_ctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    libc::SYS_ppoll,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_tgkill,
    libc::SYS_getrandom,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
