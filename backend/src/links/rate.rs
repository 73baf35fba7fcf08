//! How often a client may do something.

use crate::limits::NamedLimit;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);

/// Counts what each client did in the minute that runs.
#[derive(Debug)]
pub struct Rate {
    limit: NamedLimit,
    minute: Mutex<(Instant, HashMap<String, u64>)>,
}

impl Rate {
    /// At most `limit` a minute and client.
    pub fn new(limit: NamedLimit) -> Rate {
        Rate { limit, minute: Mutex::new((Instant::now(), HashMap::new())) }
    }

    /// Counts one more of `client`; the limit, when it is one too many.
    pub fn count(&self, client: &str) -> Result<(), NamedLimit> {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.0.elapsed() > MINUTE {
            *minute = (Instant::now(), HashMap::new());
        }
        let count = minute.1.entry(client.to_owned()).or_default();
        *count += 1;
        if *count > self.limit.value { Err(self.limit) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{NamedLimit, Rate};

    #[test]
    fn each_client_has_a_share() {
        let limit = NamedLimit { name: "client-publishes-per-minute", value: 2 };
        let rate = Rate::new(limit);
        assert_eq!((rate.count("a"), rate.count("a")), (Ok(()), Ok(())));
        assert_eq!(rate.count("a"), Err(limit));
        assert_eq!(rate.count("b"), Ok(()));
    }
}
