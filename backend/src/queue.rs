//! Waiting for a turn: a bounded number at work, a bounded number waiting.

use crate::limits::NamedLimit;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Turns for one kind of work.
#[derive(Clone, Debug)]
pub struct Queue {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicU64>,
    queued: NamedLimit,
}

/// The queue is full; holds the limit that says how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFull(pub NamedLimit);

/// A turn; dropping it gives it to the next.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Counts one waiter for as long as it lives, also when its request is dropped.
struct Waiting(Arc<AtomicU64>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Queue {
    /// `concurrent` turns at a time, and at most `queued` waiters.
    pub fn new(concurrent: NamedLimit, queued: NamedLimit) -> Queue {
        let turns = concurrent.as_usize().min(Semaphore::MAX_PERMITS);
        Queue { turns: Arc::new(Semaphore::new(turns)), waiting: Arc::default(), queued }
    }

    /// Waits for a turn, first come first served.
    pub async fn turn(&self) -> Result<Turn, QueueFull> {
        if let Ok(permit) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(Turn { _permit: permit });
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(Arc::clone(&self.waiting));
        if before >= self.queued.value {
            return Err(QueueFull(self.queued));
        }
        match Arc::clone(&self.turns).acquire_owned().await {
            Ok(permit) => Ok(Turn { _permit: permit }),
            Err(_) => Err(QueueFull(self.queued)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Queue, QueueFull};
    use crate::limits::NamedLimit;
    use std::time::Duration;

    #[tokio::test]
    async fn a_full_queue_refuses_and_a_dropped_waiter_makes_room() {
        let queued = NamedLimit { name: "queued", value: 1 };
        let queue = Queue::new(NamedLimit { name: "concurrent", value: 1 }, queued);
        let first = queue.turn().await.unwrap();
        // The second waits, the third is refused.
        let second = tokio::spawn({
            let queue = queue.clone();
            async move { queue.turn().await.map(drop) }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(queue.turn().await.unwrap_err(), QueueFull(queued));
        // A waiter that gives up leaves its place.
        second.abort();
        let _ = second.await;
        let waited = tokio::time::timeout(Duration::from_millis(20), queue.turn()).await;
        assert!(waited.is_err(), "it waits instead of being refused");
        drop(first);
        queue.turn().await.unwrap();
    }
}
