//! The child's side of the sandbox: give up everything that is not named, then become the compiler.

use super::SandboxSpec;
use anyhow::Context as _;
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, Scope, path_beneath_rules,
};
use rlimit::Resource;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

/// The exit code that says the sandbox could not be set up; the reason is on stderr.
pub const SETUP_FAILED: i32 = 125;

/// The landlock version whose file accesses must all be handled; later ones where the kernel has them.
const REQUIRED_ABI: ABI = ABI::V1;
const WANTED_ABI: ABI = ABI::V6;

/// Open files of one process: rustc opens every library it links.
const OPEN_FILES: u64 = 512;

/// Processes and threads of this user together, the server's own included; root is exempt.
const PROCESSES: u64 = 4096;

/// `diptych sandboxed-exec <spec as JSON>`: returns only when something failed.
pub fn sandboxed_exec_main() -> ExitCode {
    let error = match std::env::args().nth(2) {
        Some(spec) => exec(&spec),
        None => anyhow::anyhow!("sandboxed-exec needs its specification as an argument"),
    };
    eprintln!("{error:#}");
    ExitCode::from(SETUP_FAILED as u8)
}

fn exec(spec: &str) -> anyhow::Error {
    let spec: SandboxSpec = match serde_json::from_str(spec) {
        Ok(spec) => spec,
        Err(error) => return anyhow::Error::new(error).context("the sandbox specification does not fit"),
    };
    if let Err(error) = lock_down(&spec) {
        return error;
    }
    let error = Command::new(&spec.program)
        .args(&spec.arguments)
        .env_clear()
        .envs(&spec.environment)
        .current_dir(&spec.folder)
        .exec();
    anyhow::Error::new(error).context("cannot start the compiler")
}

fn lock_down(spec: &SandboxSpec) -> anyhow::Result<()> {
    let limits = [
        (Resource::CPU, spec.cpu_seconds),
        (Resource::AS, spec.memory_bytes),
        (Resource::FSIZE, spec.file_bytes),
        (Resource::NOFILE, OPEN_FILES),
        (Resource::NPROC, PROCESSES),
        (Resource::CORE, 0),
    ];
    for (resource, value) in limits {
        resource.set(value, value).with_context(|| format!("cannot limit {}", resource.as_name()))?;
    }
    restrict_files(spec).context("landlock, which keeps compilers away from files, cannot be used here")?;
    seccompiler::apply_filter(&system_call_filter()?).context("cannot filter system calls")?;
    Ok(())
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
fn system_call_filter() -> anyhow::Result<BpfProgram> {
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
    let filter = SeccompFilter::new(
        denied.into_iter().map(|number| (number, Vec::new())).collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM as u32),
        architecture,
    )?;
    Ok(filter.try_into()?)
}
