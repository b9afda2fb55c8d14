//! The schemas of responses, derived from the types that are sent.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::address::Field;
use crate::api::model;
use crate::words::Words;

use super::message_id;

/// Collects the schemas that are asked for, and describes them in one language.
pub(super) struct Schemas {
    generator: SchemaGenerator,
    pub(super) words: &'static Words,
}

impl Schemas {
    pub(super) fn new(words: &'static Words) -> Schemas {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let settings = settings.with(|settings| settings.definitions_path = "/components/schemas".into());
        Schemas { generator: settings.into_generator(), words }
    }

    /// A reference to the schema of a type.
    pub(super) fn of<T: JsonSchema>(&mut self) -> Value {
        self.generator.subschema_for::<T>().to_value()
    }

    /// All collected schemas, and those they refer to.
    pub(super) fn take(mut self) -> Map<String, Value> {
        // `Report` is completed below, so it is collected in any case.
        self.of::<model::Report<'_>>();
        let mut schemas = self.generator.take_definitions(true);
        for (name, schema) in &mut schemas {
            describe(name, schema, self.words);
            if let Ok(schema) = <&mut Schema>::try_from(schema) {
                RecursiveTransform(as_sent).transform(schema);
            }
        }
        if let Some(report) = schemas.get_mut("Report") {
            let always = Field::ALL.into_iter().filter(|field| is_always(*field)).map(Field::name);
            report["required"] = std::iter::once("id").chain(always).collect();
        }
        schemas
    }
}

/// Describes a schema and its fields.
fn describe(name: &str, schema: &mut Value, words: &Words) {
    schema["description"] = words.say(&message_id(&[name])).into();
    for (field, schema) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        let mut id = message_id(&[name, field]);
        if name == "ListedReport" && !words.has(&id) {
            // It has all the fields of a report.
            id = message_id(&["Report", field]);
        }
        schema["description"] = words.say(&id).into();
    }
}

/// Whether every whole report has the field. The other fields are absent if they have no value.
fn is_always(field: Field) -> bool {
    !matches!(
        field,
        Field::Guid
            | Field::Abstract
            | Field::AbstractHtml
            | Field::Url
            | Field::Kind
            | Field::Doi
            | Field::Rights
            | Field::Image
    )
}

/// A field without a value is left out, and never null. The size of integers on this machine does not matter.
fn as_sent(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("format").is_some_and(|format| format == "uint") {
        object.remove("format");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| *choice != json!({ "type": "null" }));
        if let [Value::Object(only)] = &choices[..] {
            let only = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    }
}
