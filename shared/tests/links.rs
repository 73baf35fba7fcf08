//! The link vectors that both readers of links pass (`shared/tests/links/vectors.json`).

use diptych_shared::project::{Project, decode_link};
use serde::Deserialize;

/// A fragment, and what is in it or what is said of it.
#[derive(Deserialize)]
struct Vector {
    name: String,
    fragment: String,
    project: Option<Project>,
    error: Option<String>,
}

#[test]
fn every_vector_reads_as_it_says() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("links/vectors.json")).unwrap();
    assert!(vectors.len() > 25);
    for Vector { name, fragment, project, error } in vectors {
        match (decode_link(&fragment), project) {
            (Ok(read), Some(project)) => assert_eq!(read, project, "{name}"),
            (Err(why), None) => assert_eq!(Some(why.to_string()), error, "{name}"),
            (read, _) => panic!("{name}: {read:?}"),
        }
    }
}
