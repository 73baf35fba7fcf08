//! Presets: policies for common purposes.

use super::{Capability, Grant, Policy};

/// A policy with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Nothing at all.
    None,
    /// Computing: words in, words out, and nothing that changes from run to run.
    Pure,
    /// What a program started in a shell has, but for the network.
    CommandLine,
    /// Everything that a host supplies without touching the world outside.
    EverythingVirtual,
}

impl Preset {
    /// Every preset, from least to most.
    pub const ALL: [Preset; 4] = [Preset::None, Preset::Pure, Preset::CommandLine, Preset::EverythingVirtual];

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Preset::None => "none",
            Preset::Pure => "pure",
            Preset::CommandLine => "command line",
            Preset::EverythingVirtual => "everything virtual",
        }
    }

    /// What it grants, in a few words.
    pub fn summary(self) -> &'static str {
        match self {
            Preset::None => "nothing",
            Preset::Pure => "stdin, stdout and stderr only",
            Preset::CommandLine => "stdio, arguments, environment, clocks, random and the virtual files",
            Preset::EverythingVirtual => "all but sockets: recorded HTTP answers, stores and logs in memory",
        }
    }

    /// Its grants.
    pub fn policy(self) -> Policy {
        use Capability::*;
        let granted: &[Capability] = match self {
            Preset::None => &[],
            Preset::Pure => &[Stdio],
            Preset::CommandLine => {
                &[Stdio, Arguments, Environment, WallClock, MonotonicClock, Random, Filesystem]
            }
            Preset::EverythingVirtual => &[
                Stdio,
                Arguments,
                Environment,
                WallClock,
                MonotonicClock,
                Random,
                Filesystem,
                Http,
                KeyValue,
                BlobStore,
                Config,
                Logging,
            ],
        };
        granted.iter().copied().map(Grant::whole).collect()
    }

    /// The preset that is exactly this policy.
    pub fn of(policy: &Policy) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.policy() == *policy)
    }
}
