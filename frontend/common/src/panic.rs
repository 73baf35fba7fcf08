//! What happens when the page itself fails: the person is told, and the console has the details.

use super::page::window;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(message: &JsValue);
}

/// Tells of panics instead of standing still.
pub fn tell() {
    std::panic::set_hook(Box::new(|panic| {
        log_error(&panic.to_string().into());
        let document = window().document();
        let place = document.as_ref().and_then(|document| document.body());
        if let (Some(document), Some(place)) = (document, place)
            && let Ok(banner) = document.create_element("p")
        {
            banner.set_class_name("page-failed");
            let _ = banner.set_attribute("role", "alert");
            banner.set_text_content(Some(
                "The page itself failed; this is our fault. Your work is saved in this browser: reload the page to go on.",
            ));
            let _ = place.append_child(&banner);
        }
    }));
}
