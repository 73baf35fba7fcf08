//! A table of texts in the browser's IndexedDB, for what `localStorage` has no room for.

use super::json::words;
use super::page::window;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

const DATABASE: &str = "diptych";
const TABLE: &str = "projects";

/// Waits for a request's result.
async fn answer(request: &IdbRequest) -> Result<JsValue, String> {
    let promise = Promise::new(&mut |resolve, reject| {
        let succeeded = request.clone();
        let on_success = Closure::once_into_js(move || {
            let _ = resolve.call1(&JsValue::NULL, &succeeded.result().unwrap_or(JsValue::UNDEFINED));
        });
        let failed = request.clone();
        let on_error = Closure::once_into_js(move || {
            let error = failed.error().ok().flatten();
            let message =
                error.map_or_else(|| "the browser's storage failed".into(), |error| error.message());
            let _ = reject.call1(&JsValue::NULL, &message.into());
        });
        request.set_onsuccess(Some(on_success.unchecked_ref()));
        request.set_onerror(Some(on_error.unchecked_ref()));
    });
    JsFuture::from(promise).await.map_err(|error| words(&error))
}

async fn table(mode: IdbTransactionMode) -> Result<IdbObjectStore, String> {
    let factory = window().indexed_db().ok().flatten().ok_or("this browser has no IndexedDB")?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1).map_err(|error| words(&error))?;
    let opened = request.clone();
    let on_upgrade = Closure::once_into_js(move || {
        if let Ok(database) = opened.result() {
            // Only fails when the table is there, and then it is as it should be.
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(TABLE);
        }
    });
    request.set_onupgradeneeded(Some(on_upgrade.unchecked_ref()));
    let database: IdbDatabase = answer(&request).await?.unchecked_into();
    let transaction = database.transaction_with_str_and_mode(TABLE, mode).map_err(|error| words(&error))?;
    // Closes when the transaction is over.
    database.close();
    transaction.object_store(TABLE).map_err(|error| words(&error))
}

/// Writes a text under a key.
pub async fn put(key: &str, text: &str) -> Result<(), String> {
    let table = table(IdbTransactionMode::Readwrite).await?;
    let request = table.put_with_key(&text.into(), &key.into()).map_err(|error| words(&error))?;
    answer(&request).await.map(drop)
}

/// Takes a key out.
pub async fn remove(key: &str) -> Result<(), String> {
    let table = table(IdbTransactionMode::Readwrite).await?;
    let request = table.delete(&key.into()).map_err(|error| words(&error))?;
    answer(&request).await.map(drop)
}

/// Every key with its text.
pub async fn all() -> Result<Vec<(String, String)>, String> {
    let table = table(IdbTransactionMode::Readonly).await?;
    let keys = table.get_all_keys().map_err(|error| words(&error))?;
    let texts = table.get_all().map_err(|error| words(&error))?;
    let keys: Array = answer(&keys).await?.unchecked_into();
    let texts: Array = answer(&texts).await?.unchecked_into();
    Ok(keys
        .iter()
        .zip(texts.iter())
        .filter_map(|(key, text)| Some((key.as_string()?, text.as_string()?)))
        .collect())
}
