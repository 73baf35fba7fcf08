//! The components under inspection, kept by the kit: bytes in once, then answers about them.
//!
//! There are two places, for the component in view and the one it is compared with.

use crate::boundary::{Buffer, arguments, result};
use diptych_shared::api::anatomy::Anatomy;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::size_diff::SizeDifference;
use diptych_shared::api::wat_view::FindStep;
use diptych_shared::api::world_diff::WorldDifference;
use diptych_shared::project::Project;
use diptych_shared::toolchain::{self, InspectError, WatView, world_diff};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// One component, and what was worked out of it so far.
struct Kept {
    bytes: Vec<u8>,
    anatomy: Option<Anatomy>,
    inspection: Option<Inspection>,
    view: Option<WatView>,
}

impl Kept {
    fn anatomy(&mut self) -> Result<&Anatomy, InspectError> {
        let anatomy = match self.anatomy.take() {
            Some(anatomy) => anatomy,
            None => toolchain::anatomy(&self.bytes)?,
        };
        Ok(self.anatomy.insert(anatomy))
    }

    fn inspection(&mut self) -> Result<&Inspection, InspectError> {
        let inspection = match self.inspection.take() {
            Some(inspection) => inspection,
            None => toolchain::inspect_world(&self.bytes)?,
        };
        Ok(self.inspection.insert(inspection))
    }

    fn view(&mut self) -> Result<&mut WatView, InspectError> {
        let view = match self.view.take() {
            Some(view) => view,
            None => WatView::open(self.bytes.clone())?,
        };
        Ok(self.view.insert(view))
    }
}

/// What a fresh worker answers, to which nothing was given yet.
const NOT_OPEN: &str = "the component is not open any more: open it again";

thread_local! {
    static SUBJECT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static OTHER: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Which of the two.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    Subject,
    Other,
}

impl Place {
    fn with<T>(self, use_it: impl FnOnce(&mut Kept) -> Result<T, InspectError>) -> Result<T, JsError> {
        let act = |kept: &mut Option<Kept>| match kept {
            Some(kept) => Ok(use_it(kept)?),
            None => Err(JsError::new(NOT_OPEN)),
        };
        match self {
            Place::Subject => SUBJECT.with_borrow_mut(act),
            Place::Other => OTHER.with_borrow_mut(act),
        }
    }
}

#[derive(Deserialize)]
struct PlaceArgument {
    place: Place,
}

/// `{place, bytes}`: keeps the bytes in the place of what was there.
#[wasm_bindgen]
pub fn inspect_open(argument: JsValue) -> Result<(), JsError> {
    #[derive(Deserialize)]
    struct Argument {
        place: Place,
        bytes: Buffer,
    }
    let Argument { place, bytes } = arguments(argument)?;
    let kept = Some(Kept { bytes: bytes.0, anatomy: None, inspection: None, view: None });
    match place {
        Place::Subject => SUBJECT.set(kept),
        Place::Other => OTHER.set(kept),
    }
    Ok(())
}

/// `{place}` → the JSON text of its `Anatomy`.
#[wasm_bindgen]
pub fn inspect_anatomy(argument: JsValue) -> Result<String, JsError> {
    let PlaceArgument { place } = arguments(argument)?;
    Ok(place.with(|kept| Ok(serde_json::to_string(kept.anatomy()?)))??)
}

/// `{place, project}` → its `Inspection`, with docs from the project's WIT if there is one.
#[wasm_bindgen]
pub fn inspect_world(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        place: Place,
        project: Option<Project>,
    }
    let Argument { place, project } = arguments(argument)?;
    let mut inspection = place.with(|kept| Ok(kept.inspection()?.clone()))?;
    toolchain::add_docs(&mut inspection, project.as_ref());
    result(&inspection)
}

/// `{}` → `{world, why, sizes}`: what changes when the subject takes the other's place. Without `world`
/// `why` says why the worlds cannot be compared.
#[wasm_bindgen]
pub fn inspect_differences(_argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    struct Differences {
        world: Option<WorldDifference>,
        why: Option<String>,
        sizes: SizeDifference,
    }
    let (was_world, was) =
        Place::Other.with(|kept| Ok((kept.inspection().cloned(), kept.anatomy()?.clone())))?;
    let (now_world, now) =
        Place::Subject.with(|kept| Ok((kept.inspection().cloned(), kept.anatomy()?.clone())))?;
    let world = match (&was_world, &now_world) {
        (Ok(was), Ok(now)) => Ok(world_diff::world_difference(was, now)),
        (Err(error), _) => Err(format!("The world of the first cannot be read: {error}")),
        (_, Err(error)) => Err(format!("The world of the second cannot be read: {error}")),
    };
    let sizes = toolchain::size_difference(&was, &now);
    result(&Differences { why: world.as_ref().err().cloned(), world: world.ok(), sizes })
}

/// `{}` → `WatSummary` of the subject's text.
#[wasm_bindgen]
pub fn inspect_text(_argument: JsValue) -> Result<JsValue, JsError> {
    result(&Place::Subject.with(|kept| Ok(kept.view()?.summary()))?)
}

/// `{first, count}` → `WatRow[]`.
#[wasm_bindgen]
pub fn inspect_text_rows(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        first: usize,
        count: usize,
    }
    let Argument { first, count } = arguments(argument)?;
    result(&Place::Subject.with(|kept| Ok(kept.view()?.rows(first, count.min(1_000))))?)
}

/// `{row}`: folds or unfolds it → `WatSummary`.
#[wasm_bindgen]
pub fn inspect_text_toggle(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        row: usize,
    }
    let Argument { row } = arguments(argument)?;
    let summary = Place::Subject.with(|kept| {
        let view = kept.view()?;
        view.toggle(row)?;
        Ok(view.summary())
    })?;
    result(&summary)
}

/// `{folded}`: folds all, or unfolds all that is printed → `WatSummary`.
#[wasm_bindgen]
pub fn inspect_text_fold_all(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        folded: bool,
    }
    let Argument { folded } = arguments(argument)?;
    let summary = Place::Subject.with(|kept| {
        let view = kept.view()?;
        view.fold_all(folded);
        Ok(view.summary())
    })?;
    result(&summary)
}

/// A step of a search, and what the view has after it.
#[derive(Serialize)]
struct Searched {
    step: FindStep,
    summary: diptych_shared::api::wat_view::WatSummary,
}

/// `{text, line}`: one step of a search from this line on → `{step, summary}`.
#[wasm_bindgen]
pub fn inspect_text_find(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        text: String,
        line: usize,
    }
    let Argument { text, line } = arguments(argument)?;
    let searched = Place::Subject.with(|kept| {
        let view = kept.view()?;
        let step = view.find(&text, line)?;
        Ok(Searched { step, summary: view.summary() })
    })?;
    result(&searched)
}

/// `{offset}` of a byte → `{step, summary}`, the step being where it is.
#[wasm_bindgen]
pub fn inspect_text_go_to(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        offset: f64,
    }
    let Argument { offset } = arguments(argument)?;
    let searched = Place::Subject.with(|kept| {
        let view = kept.view()?;
        let row = view.go_to(offset as u64)?;
        Ok(Searched { step: FindStep::Found { row }, summary: view.summary() })
    })?;
    result(&searched)
}
