//! The clock of a run: a thread that stops the guest wherever it computes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use wasmtime::Engine;

/// Stops the guest when its time is over, wherever it computes.
pub struct Deadline {
    shared: Arc<(Mutex<Option<Instant>>, Condvar)>,
    passed: Arc<AtomicBool>,
}

impl Deadline {
    /// Starts the thread that watches.
    pub fn start(engine: &Engine) -> std::io::Result<Deadline> {
        let shared: Arc<(Mutex<Option<Instant>>, Condvar)> = Arc::default();
        let passed = Arc::new(AtomicBool::new(false));
        let deadline = Deadline { shared: Arc::clone(&shared), passed: Arc::clone(&passed) };
        let engine = engine.clone();
        std::thread::Builder::new().name("deadline".into()).stack_size(256 << 10).spawn(move || {
            let (at, changed) = &*shared;
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                let now = Instant::now();
                at = match *at {
                    None => changed.wait(at).unwrap_or_else(PoisonError::into_inner),
                    Some(when) if when <= now => {
                        passed.store(true, Ordering::SeqCst);
                        engine.increment_epoch();
                        *at = None;
                        at
                    }
                    Some(when) => {
                        changed.wait_timeout(at, when - now).unwrap_or_else(PoisonError::into_inner).0
                    }
                };
            }
        })?;
        Ok(deadline)
    }

    /// Stops whatever runs after `time`, and forgets the deadline before.
    pub fn arm(&self, time: Duration) {
        self.passed.store(false, Ordering::SeqCst);
        *self.shared.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + time);
        self.shared.1.notify_one();
    }

    /// Whether the last one armed is over.
    pub fn passed(&self) -> bool {
        self.passed.load(Ordering::SeqCst)
    }
}
