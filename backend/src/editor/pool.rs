//! The sessions there are: a bounded number, taken from who has not asked for the longest.

use super::session::{Maker, Question};
use crate::error::Failure;
use crate::limits::Limits;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Questions that may wait in one session; who types on takes the older ones back.
const WAITING_QUESTIONS: usize = 16;

/// Whose session: the client, and the name it chose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// The client, as compiles count it.
    pub client: String,
    /// Its name for the session.
    pub session: String,
}

/// All sessions.
pub struct Pool {
    maker: Maker,
    sessions: Mutex<BTreeMap<Owner, Session>>,
}

struct Session {
    questions: mpsc::Sender<Question>,
    activity: Arc<Mutex<Activity>>,
}

/// How much a session is asked.
struct Activity {
    /// Questions without an answer.
    open: u64,
    /// When the last one was answered or given up.
    since: Instant,
}

/// A question that is open for as long as this lives.
pub struct Asked(Arc<Mutex<Activity>>);

impl Drop for Asked {
    fn drop(&mut self) {
        let mut activity = locked(&self.0);
        activity.open -= 1;
        activity.since = Instant::now();
    }
}

impl Pool {
    /// No session yet.
    pub fn new(maker: Maker) -> Pool {
        Pool { maker, sessions: Mutex::default() }
    }

    /// The owner's session, which is made when there is none: where to send a question, and what goes with it.
    pub fn session(&self, owner: &Owner) -> Result<(mpsc::Sender<Question>, Asked), Failure> {
        let mut sessions = locked(&self.sessions);
        sessions.retain(|_, session| !session.questions.is_closed());
        if !sessions.contains_key(owner) {
            make_room(&mut sessions, owner, &self.maker.limits)?;
            let (questions, receiver) = mpsc::channel(WAITING_QUESTIONS);
            tokio::spawn(self.maker.clone().serve(receiver));
            let activity = Arc::new(Mutex::new(Activity { open: 0, since: Instant::now() }));
            sessions.insert(owner.clone(), Session { questions, activity });
        }
        let session = sessions.get(owner).ok_or_else(|| Failure::internal("an editor session is gone"))?;
        locked(&session.activity).open += 1;
        Ok((session.questions.clone(), Asked(Arc::clone(&session.activity))))
    }
}

/// Ends a session where there are as many as there may be: one of the client's own, or one that nobody has
/// asked for a while.
fn make_room(sessions: &mut BTreeMap<Owner, Session>, owner: &Owner, limits: &Limits) -> Result<(), Failure> {
    let own = sessions.keys().filter(|other| other.client == owner.client).count() as u64;
    let limit = if own >= limits.client_editor_sessions.value {
        limits.client_editor_sessions
    } else if sessions.len() as u64 >= limits.editor_sessions.value {
        limits.editor_sessions
    } else {
        return Ok(());
    };
    let only_own = limit == limits.client_editor_sessions;
    let keep = Duration::from_millis(limits.editor_session_keep_ms.value);
    let idle = sessions.iter().filter_map(|(other, session)| {
        let activity = locked(&session.activity);
        let is_own = other.client == owner.client;
        let may_end = activity.open == 0 && (is_own || (!only_own && activity.since.elapsed() >= keep));
        may_end.then(|| (activity.since, other.clone()))
    });
    let Some((_, longest)) = idle.min() else {
        let message = format!("this server helps as many editors as it can ({limit}): try again in a minute");
        return Err(Failure::full(message, limit));
    };
    // Nobody can ask it any more, so it ends.
    sessions.remove(&longest);
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Activity, Arc, BTreeMap, Instant, Mutex, Owner, Session, make_room};
    use crate::limits::Limits;
    use tokio::sync::mpsc;

    fn sessions(list: &[(&str, &str, u64)]) -> BTreeMap<Owner, Session> {
        let make = |(client, session, open): &(&str, &str, u64)| {
            let activity = Arc::new(Mutex::new(Activity { open: *open, since: Instant::now() }));
            (owner(client, session), Session { questions: mpsc::channel(1).0, activity })
        };
        list.iter().map(make).collect()
    }

    fn owner(client: &str, session: &str) -> Owner {
        Owner { client: client.to_owned(), session: session.to_owned() }
    }

    fn limits(keep_ms: &str) -> Limits {
        let settings = [("EDITOR_SESSION_KEEP_MS", keep_ms), ("EDITOR_SESSIONS", "2")];
        let variables = settings.map(|(name, value)| (format!("DIPTYCH_LIMIT_{name}"), value.to_owned()));
        Limits::from_variables(variables).unwrap()
    }

    #[test]
    fn a_client_gives_up_its_own_and_never_anothers() {
        let mut all = sessions(&[("a", "1", 0), ("b", "1", 0)]);
        make_room(&mut all, &owner("a", "2"), &limits("60000")).unwrap();
        assert_eq!(all.keys().collect::<Vec<_>>(), [&owner("b", "1")]);
        let mut all = sessions(&[("a", "1", 1), ("b", "1", 0)]);
        let full = make_room(&mut all, &owner("a", "2"), &limits("1")).unwrap_err();
        assert!(full.error.message.contains("limit client-editor-sessions = 1"), "{full:?}");
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn others_are_ended_only_when_they_have_been_idle() {
        let mut all = sessions(&[("a", "1", 1), ("b", "1", 0)]);
        let full = make_room(&mut all, &owner("c", "1"), &limits("60000")).unwrap_err();
        assert!(full.error.message.contains("limit editor-sessions = 2"), "{full:?}");
        std::thread::sleep(std::time::Duration::from_millis(2));
        make_room(&mut all, &owner("c", "1"), &limits("1")).unwrap();
        assert_eq!(all.keys().collect::<Vec<_>>(), [&owner("a", "1")]);
    }
}
