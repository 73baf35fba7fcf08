//! The queue of compiles: turns go round between clients, and no client has all of them.

use crate::limits::{Limits, NamedLimit};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{oneshot, watch};

/// Turns for compiles. Cheap to clone.
#[derive(Clone)]
pub struct FairQueue(Arc<Shared>);

struct Shared {
    concurrent: NamedLimit,
    queued: NamedLimit,
    client_concurrent: NamedLimit,
    client_queued: NamedLimit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: u64,
    tickets: u64,
    clients: BTreeMap<String, Client>,
    /// Clients with somebody waiting, the next to get a turn first.
    round: VecDeque<String>,
}

#[derive(Default)]
struct Client {
    running: u64,
    waiting: VecDeque<Waiter>,
}

struct Waiter {
    ticket: u64,
    turn: oneshot::Sender<Turn>,
    before: watch::Sender<u32>,
}

/// A queue is full; holds the limit that says how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFull(pub NamedLimit);

/// A turn; dropping it gives it to the next.
pub struct Turn {
    queue: FairQueue,
    client: String,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Turn({})", self.client)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.running -= 1;
        if let Some(client) = state.clients.get_mut(&self.client) {
            client.running -= 1;
        }
        state.forget_idle(&self.client);
        self.queue.go_on(state);
    }
}

/// A place in the queue, left when this is dropped.
struct Place {
    queue: FairQueue,
    client: String,
    ticket: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        if let Some(client) = state.clients.get_mut(&self.client) {
            client.waiting.retain(|waiter| waiter.ticket != self.ticket);
        }
        state.forget_idle(&self.client);
        self.queue.go_on(state);
    }
}

impl FairQueue {
    /// A queue with the limits in force.
    pub fn new(limits: &Limits) -> FairQueue {
        FairQueue(Arc::new(Shared {
            concurrent: limits.concurrent_compiles,
            queued: limits.queued_compiles,
            client_concurrent: limits.client_concurrent_compiles,
            client_queued: limits.client_queued_compiles,
            state: Mutex::default(),
        }))
    }

    /// Waits for a turn of `client`. `told` hears how many go before, at first and whenever that changes.
    pub async fn turn(&self, client: &str, mut told: impl FnMut(u32)) -> Result<Turn, QueueFull> {
        let (turn, mut taken) = oneshot::channel();
        let (before, mut position) = watch::channel(0);
        let _place = self.enter(client, turn, before)?;
        // Whoever gets a turn at once has not waited.
        if let Ok(turn) = taken.try_recv() {
            return Ok(turn);
        }
        told(*position.borrow_and_update());
        loop {
            tokio::select! {
                biased;
                turn = &mut taken => match turn {
                    Ok(turn) => return Ok(turn),
                    // The waiter is only removed with its place, which is ours.
                    Err(_) => return Err(QueueFull(self.0.queued)),
                },
                changed = position.changed() => if changed.is_ok() {
                    told(*position.borrow_and_update());
                },
            }
        }
    }

    fn enter(
        &self,
        client: &str,
        turn: oneshot::Sender<Turn>,
        before: watch::Sender<u32>,
    ) -> Result<Place, QueueFull> {
        let mut state = self.lock();
        let waiting: usize = state.clients.values().map(|client| client.waiting.len()).sum();
        let own = state.clients.get(client);
        let (own_running, own_waiting) = own.map_or((0, 0), |own| (own.running, own.waiting.len() as u64));
        let starts = state.running < self.0.concurrent.value && own_running < self.0.client_concurrent.value;
        if !starts && own_waiting >= self.0.client_queued.value {
            return Err(QueueFull(self.0.client_queued));
        }
        if !starts && waiting as u64 >= self.0.queued.value {
            return Err(QueueFull(self.0.queued));
        }
        state.tickets += 1;
        let ticket = state.tickets;
        let own = state.clients.entry(client.to_owned()).or_default();
        own.waiting.push_back(Waiter { ticket, turn, before });
        if !state.round.iter().any(|other| other == client) {
            state.round.push_back(client.to_owned());
        }
        self.go_on(state);
        Ok(Place { queue: self.clone(), client: client.to_owned(), ticket })
    }

    /// Gives out the turns that are free, and tells those who wait on how many go before them.
    fn go_on(&self, mut state: MutexGuard<'_, State>) {
        let mut given = Vec::new();
        while state.running < self.0.concurrent.value {
            let most = self.0.client_concurrent.value;
            let may_run = |client: &String| state.clients.get(client).is_some_and(|own| own.running < most);
            let Some(next) = state.round.iter().position(may_run) else { break };
            let Some(name) = state.round.remove(next) else { break };
            let Some(client) = state.clients.get_mut(&name) else { continue };
            let Some(waiter) = client.waiting.pop_front() else { continue };
            client.running += 1;
            let more = !client.waiting.is_empty();
            state.running += 1;
            given.push((waiter.turn, Turn { queue: self.clone(), client: name.clone() }));
            if more {
                state.round.push_back(name);
            }
        }
        state.tell_positions();
        drop(state);
        for (waiter, turn) in given {
            // A turn that nobody takes any more is dropped here, which gives it to the next.
            waiter.send(turn).ok();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Turns go round: before the waiter at `index` of a client goes one of each other client for each
    /// of its own before it, and one more of those whose turn comes sooner.
    fn tell_positions(&self) {
        let lengths: Vec<usize> = self
            .round
            .iter()
            .map(|name| self.clients.get(name).map_or(0, |client| client.waiting.len()))
            .collect();
        for (place, name) in self.round.iter().enumerate() {
            let Some(client) = self.clients.get(name) else { continue };
            for (index, waiter) in client.waiting.iter().enumerate() {
                let others = lengths.iter().enumerate().filter(|(other, _)| *other != place);
                let before: usize =
                    others.map(|(other, length)| (*length).min(index + usize::from(other < place))).sum();
                let before = u32::try_from(before + index).unwrap_or(u32::MAX);
                waiter.before.send_if_modified(|told| std::mem::replace(told, before) != before);
            }
        }
    }

    fn forget_idle(&mut self, name: &str) {
        let Some(client) = self.clients.get(name) else { return };
        if client.waiting.is_empty() {
            let idle = client.running == 0;
            self.round.retain(|other| other != name);
            if idle {
                self.clients.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FairQueue, QueueFull, Turn};
    use crate::limits::Limits;
    use std::sync::{Arc, Mutex};
    use tokio::task::JoinHandle;

    fn queue(concurrent: u64, queued: u64, client_concurrent: u64, client_queued: u64) -> FairQueue {
        let mut limits = Limits::default();
        limits.concurrent_compiles.value = concurrent;
        limits.queued_compiles.value = queued;
        limits.client_concurrent_compiles.value = client_concurrent;
        limits.client_queued_compiles.value = client_queued;
        FairQueue::new(&limits)
    }

    type Told = Arc<Mutex<Vec<u32>>>;

    /// A client that waits; it is in the queue when this returns.
    async fn wait(queue: &FairQueue, client: &'static str) -> (JoinHandle<Result<Turn, QueueFull>>, Told) {
        let told: Told = Arc::default();
        let (queue, hears) = (queue.clone(), Arc::clone(&told));
        let task =
            tokio::spawn(
                async move { queue.turn(client, |before| hears.lock().unwrap().push(before)).await },
            );
        // One thread: the task runs until it waits.
        tokio::task::yield_now().await;
        (task, told)
    }

    #[tokio::test]
    async fn turns_go_round_between_clients() {
        let queue = queue(1, 10, 1, 10);
        let first = queue.turn("greedy", |_| {}).await.unwrap();
        let (greedy, greedy_told) = wait(&queue, "greedy").await;
        let (greedier, greedier_told) = wait(&queue, "greedy").await;
        let (modest, modest_told) = wait(&queue, "modest").await;
        assert_eq!(*greedy_told.lock().unwrap(), [0]);
        drop(first);
        let second = greedy.await.unwrap().unwrap();
        drop(second);
        let third = modest.await.unwrap().unwrap();
        assert!(!greedier.is_finished());
        drop(third);
        greedier.await.unwrap().unwrap();
        assert_eq!(modest_told.lock().unwrap().first(), Some(&1));
        assert_eq!(greedier_told.lock().unwrap().first(), Some(&1));
    }

    #[tokio::test]
    async fn one_client_leaves_a_turn_to_others() {
        let queue = queue(2, 10, 1, 10);
        let _own = queue.turn("greedy", |_| {}).await.unwrap();
        let (greedy, _) = wait(&queue, "greedy").await;
        let _other = queue.turn("modest", |_| {}).await.unwrap();
        assert!(!greedy.is_finished());
    }

    #[tokio::test]
    async fn full_queues_refuse_by_name_and_who_leaves_makes_room() {
        let queue = queue(1, 2, 1, 1);
        let first = queue.turn("a", |_| {}).await.unwrap();
        let (second, _) = wait(&queue, "a").await;
        assert_eq!(queue.turn("a", |_| {}).await.unwrap_err().0.name, "client-queued-compiles");
        let (third, _) = wait(&queue, "b").await;
        assert_eq!(queue.turn("c", |_| {}).await.unwrap_err().0.name, "queued-compiles");
        second.abort();
        second.await.unwrap_err();
        let (fourth, _) = wait(&queue, "c").await;
        drop(first);
        drop(third.await.unwrap().unwrap());
        drop(fourth.await.unwrap().unwrap());
        assert!(queue.lock().clients.is_empty() && queue.lock().round.is_empty());
    }
}
