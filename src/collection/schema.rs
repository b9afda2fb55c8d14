//! The JSON Schema of the collection file, derived from the types that read it.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, json_schema};
use serde_json::Value;

use super::raw::{RawCollection, RawReport};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<RawCollection<'_, RawReport<'_>>>();
    RecursiveTransform(allow_own_fields).transform(&mut schema);
    schema.to_value()
});

/// The JSON Schema of the collection file (draft 2020-12), for editors and other software.
pub fn schema() -> &'static Value {
    &SCHEMA
}

/// Allows fields that start with `_`: they are the curator's own.
fn allow_own_fields(schema: &mut Schema) {
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        schema.insert("patternProperties".into(), json_schema!({ "^_": {} }).to_value());
    }
}
