//! What the open project was built to before, to be compared with what it is built to now.

use super::session::Built;

/// The earlier components of the open project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EarlierBuilds {
    /// The first since the project was opened, when it is another than the last.
    pub first: Option<Built>,
    /// The one that the last took the place of.
    pub previous: Option<Built>,
}

impl EarlierBuilds {
    /// Keeps what `built` takes the place of, if it is another component of the same project.
    pub fn note(&mut self, replaced: Option<Built>, built: &Built) {
        let is_another = |replaced: &Built| {
            replaced.source.0 == built.source.0 && replaced.inspection.sha256 != built.inspection.sha256
        };
        if let Some(replaced) = replaced.filter(is_another) {
            self.first.get_or_insert_with(|| replaced.clone());
            self.previous = Some(replaced);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diptych_shared::api::inspect::{BinaryKind, Inspection};
    use std::sync::Arc;

    fn built(project: &str, sha256: &str) -> Built {
        let inspection = Inspection {
            kind: BinaryKind::Component,
            sha256: sha256.into(),
            size_bytes: 0,
            imports: Vec::new(),
            exports: Vec::new(),
            command: None,
            wit: String::new(),
            missing: None,
        };
        Built {
            source: (project.into(), 1),
            bytes: Arc::new(Vec::new()),
            inspection: Arc::new(inspection),
            toolchain: Vec::new(),
            composed: None,
        }
    }

    #[test]
    fn only_another_component_of_the_same_project_is_earlier() {
        let mut earlier = EarlierBuilds::default();
        let [a, b, c, other] = [built("p", "a"), built("p", "b"), built("p", "c"), built("q", "d")];
        for (replaced, now) in [(None, &a), (Some(a.clone()), &a), (Some(other), &a)] {
            earlier.note(replaced, now);
            assert_eq!(earlier, EarlierBuilds::default());
        }
        earlier.note(Some(a.clone()), &b);
        earlier.note(Some(b.clone()), &c);
        assert_eq!((earlier.first, earlier.previous), (Some(a), Some(b)));
    }
}
