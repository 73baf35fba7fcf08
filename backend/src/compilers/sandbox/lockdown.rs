//! The child's side of the sandbox: give up everything that is not named, then become the compile or
//! the program.

use super::{Begin, SandboxSpec};
use anyhow::Context as _;
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, Scope, path_beneath_rules,
};
use rlimit::Resource;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch,
};
use std::collections::BTreeMap;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

/// The exit code that says the sandbox could not be set up; the reason is on stderr.
pub const SETUP_FAILED: i32 = 125;

/// The landlock version whose file accesses must all be handled; later ones where the kernel has them.
const REQUIRED_ABI: ABI = ABI::V1;
const WANTED_ABI: ABI = ABI::V6;

/// Processes and threads of this user together, the server's own included, where they cannot be
/// counted for one compile alone; root is exempt either way, and the watchdog counts too.
const PROCESSES: u64 = 4096;

/// The host name that compilers see where the kernel lets us give one.
const HOST_NAME: &str = "diptych";

/// `diptych sandboxed-exec <spec as JSON>`: returns only when something failed, or when a compile ended.
pub fn sandboxed_exec_main() -> ExitCode {
    let error = match std::env::args().nth(2) {
        Some(spec) => exec(&spec),
        None => Err(anyhow::anyhow!("sandboxed-exec needs its specification as an argument")),
    };
    match error {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(SETUP_FAILED as u8)
        }
    }
}

fn exec(spec: &str) -> anyhow::Result<()> {
    let spec: SandboxSpec = serde_json::from_str(spec).context("the sandbox specification does not fit")?;
    lock_down(&spec)?;
    let Some(program) = &spec.program else {
        crate::compilers::compile_job::run();
        return Ok(());
    };
    if spec.begin == Begin::WithProject {
        crate::editor::write_project(&spec.folder).context("cannot write the project")?;
    }
    let error = Command::new(program)
        .args(&spec.arguments)
        .env_clear()
        .envs(&spec.environment)
        .current_dir(&spec.folder)
        .exec();
    Err(anyhow::Error::new(error).context("cannot start the program"))
}

fn lock_down(spec: &SandboxSpec) -> anyhow::Result<()> {
    let alone = leave_host_name();
    let processes = if alone { spec.bounds.processes } else { PROCESSES };
    let bounds = &spec.bounds;
    let limits = [
        (Resource::CPU, bounds.time_ms.div_ceil(1_000).saturating_add(1)),
        (Resource::DATA, bounds.process_memory_bytes),
        (Resource::FSIZE, bounds.file_bytes),
        (Resource::NOFILE, bounds.open_files),
        (Resource::NPROC, processes),
        (Resource::CORE, 0),
    ];
    for (resource, value) in limits {
        let (_, hard) = resource.get()?;
        let value = value.min(hard);
        resource.set(value, value).with_context(|| format!("cannot limit {}", resource.as_name()))?;
    }
    // What outlives its parent stays below this process, where the watchdog finds it.
    // SAFETY: prctl with plain numbers.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) };
    restrict_files(spec).context("landlock, which keeps compilers away from files, cannot be used here")?;
    for filter in system_call_filters()? {
        seccompiler::apply_filter(&filter).context("cannot filter system calls")?;
    }
    Ok(())
}

/// Takes this process into name spaces of its own, where the machine's name is ours to choose. Many
/// containers forbid that; the compile then sees the container's name. Whether it did.
fn leave_host_name() -> bool {
    // SAFETY: unshare and sethostname take plain numbers and one buffer of the length that is given;
    // this process has one thread.
    unsafe {
        libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWUTS) == 0
            && libc::sethostname(HOST_NAME.as_ptr().cast(), HOST_NAME.len()) == 0
            && libc::setdomainname(HOST_NAME.as_ptr().cast(), 0) == 0
    }
}

/// Only the named files; no TCP, no abstract sockets and no signals out where the kernel can say so.
fn restrict_files(spec: &SandboxSpec) -> anyhow::Result<()> {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(REQUIRED_ABI))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(WANTED_ABI))?
        .handle_access(AccessNet::from_all(WANTED_ABI))?
        .scope(Scope::from_all(WANTED_ABI))?
        .create()?
        .add_rules(path_beneath_rules(&spec.read, AccessFs::from_read(WANTED_ABI)))?
        .add_rules(path_beneath_rules(&spec.write, AccessFs::from_all(WANTED_ABI) & !AccessFs::Execute))?
        .restrict_self()?;
    Ok(())
}

/// Refuses what a compiler has no use for: the network, other processes, the system itself.
fn system_call_filters() -> anyhow::Result<[BpfProgram; 2]> {
    let denied = [
        // The network (`socketpair` stays: starting a linker needs one), and ways around this filter.
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        // Other processes.
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kcmp,
        libc::SYS_pidfd_getfd,
        libc::SYS_pidfd_send_signal,
        libc::SYS_setpriority,
        libc::SYS_sched_setscheduler,
        libc::SYS_setsid,
        libc::SYS_setpgid,
        // File systems and name spaces.
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_open_tree,
        libc::SYS_move_mount,
        libc::SYS_fsopen,
        libc::SYS_fsconfig,
        libc::SYS_fsmount,
        libc::SYS_fspick,
        libc::SYS_mount_setattr,
        libc::SYS_name_to_handle_at,
        libc::SYS_open_by_handle_at,
        libc::SYS_mknodat,
        libc::SYS_quotactl,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_fanotify_init,
        // Memory and queues that outlive a process or that no limit counts.
        libc::SYS_memfd_secret,
        libc::SYS_shmget,
        libc::SYS_msgget,
        libc::SYS_semget,
        libc::SYS_mq_open,
        // The kernel.
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_syslog,
        libc::SYS_acct,
        libc::SYS_personality,
        // The machine's name and clock.
        libc::SYS_sethostname,
        libc::SYS_setdomainname,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_clock_adjtime,
        libc::SYS_adjtimex,
    ];
    let architecture: TargetArch = std::env::consts::ARCH.try_into().context("no system-call filter")?;
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        denied.into_iter().map(|number| (number, Vec::new())).collect();
    let mut name_spaces = Vec::new();
    for flag in NAME_SPACES {
        let flag = flag as u64;
        let has_flag = SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(flag), flag)?;
        name_spaces.push(SeccompRule::new(vec![has_flag])?);
    }
    rules.insert(libc::SYS_clone, name_spaces);
    let denied = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM as u32),
        architecture,
    )?;
    // What programs do without when they are told that there is no such call. clone3's flags are in
    // memory, where a filter cannot look, and clone does; no limit counts the memory of memfd_create, and
    // wasmtime, in compilers that run what they make, copies the memory it would share by it.
    let absent = SeccompFilter::new(
        [libc::SYS_clone3, libc::SYS_memfd_create].map(|number| (number, Vec::new())).into(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::ENOSYS as u32),
        architecture,
    )?;
    Ok([absent.try_into()?, denied.try_into()?])
}

/// Name spaces that a new process could be put into.
const NAME_SPACES: [libc::c_int; 7] = [
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWNS,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWCGROUP,
];
