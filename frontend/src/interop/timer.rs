//! Waiting: a pause, and work that waits until a person pauses.

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Work that is put off each time it is asked for again.
#[derive(Clone, Copy)]
pub struct Debounce {
    delay: Duration,
    pending: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

impl Debounce {
    /// Work waits for this many quiet milliseconds.
    pub fn new(delay_ms: u64) -> Self {
        Debounce { delay: Duration::from_millis(delay_ms), pending: StoredValue::new_local(None) }
    }

    /// Does `work` after the delay, unless asked again before.
    pub fn later(self, work: impl FnOnce() + 'static) {
        self.cancel();
        let pending = self.pending;
        let fire = move || {
            pending.set_value(None);
            work();
        };
        if let Ok(handle) = set_timeout_with_handle(fire, self.delay) {
            self.pending.set_value(Some(handle));
        }
    }

    /// Forgets waiting work.
    pub fn cancel(self) {
        if let Some(handle) = self.pending.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }
}

/// Resolves after `duration_ms`.
pub async fn sleep(duration_ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = super::page::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, duration_ms);
    });
    let _: Result<JsValue, JsValue> = JsFuture::from(promise).await;
}
