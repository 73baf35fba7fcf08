//! Short messages that come, can be undone, and go.

use leptos::prelude::*;
use std::sync::Arc;

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Info,
    /// Something did not work; says what to do.
    Problem,
}

/// A notice's button.
#[derive(Clone)]
pub struct NoticeAction {
    /// What the button says.
    pub label: &'static str,
    /// What it does.
    pub act: Arc<dyn Fn() + Send + Sync>,
}

/// One message.
#[derive(Clone)]
pub struct Notice {
    /// Unique in this page.
    pub id: u32,
    /// Info or problem.
    pub tone: Tone,
    /// For people.
    pub text: String,
    /// At most one thing to do about it.
    pub action: Option<NoticeAction>,
}

/// All notices on show.
#[derive(Clone, Copy)]
pub struct Notices {
    /// Oldest first.
    pub shown: RwSignal<Vec<Notice>>,
    next_id: StoredValue<u32>,
}

impl Notices {
    /// None yet.
    pub fn new() -> Self {
        Notices { shown: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) }
    }

    fn push(self, tone: Tone, text: String, action: Option<NoticeAction>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        self.shown.update(|shown| {
            // The same complaint twice says nothing new.
            shown.retain(|notice| notice.text != text);
            shown.push(Notice { id, tone, text, action });
            if shown.len() > 4 {
                shown.remove(0);
            }
        });
    }

    /// Something was done.
    pub fn info(self, text: impl Into<String>) {
        self.push(Tone::Info, text.into(), None);
    }

    /// Something was done that can be taken back.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.push(Tone::Info, text.into(), Some(NoticeAction { label: "Undo", act: Arc::new(undo) }));
    }

    /// Something was done, and there is a next step.
    pub fn offer(self, text: impl Into<String>, label: &'static str, act: impl Fn() + Send + Sync + 'static) {
        self.push(Tone::Info, text.into(), Some(NoticeAction { label, act: Arc::new(act) }));
    }

    /// Something did not work.
    pub fn problem(self, text: impl Into<String>) {
        self.push(Tone::Problem, text.into(), None);
    }

    /// Takes a notice away.
    pub fn dismiss(self, id: u32) {
        self.shown.update(|shown| shown.retain(|notice| notice.id != id));
    }
}
