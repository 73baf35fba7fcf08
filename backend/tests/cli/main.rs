//! Tests of the command line: the real program on real project folders, its exit codes and what it prints.

mod commands;
mod comparing;
mod hostile;
mod sharing;
mod support;
