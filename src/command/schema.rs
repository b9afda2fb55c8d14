//! `feedgate schema`: prints the JSON Schema of the collection file.

use crate::collection::schema;

/// The schema, as `schema` prints it and `init` writes it.
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(schema()).expect("a schema is JSON");
    text.push('\n');
    text
}
