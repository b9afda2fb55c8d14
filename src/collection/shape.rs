//! Finds every value of the wrong shape, by walking the file along the JSON Schema.
//!
//! serde stops at the first value of the wrong shape, but a curator wants to see all of them. If the fast path
//! fails, this module therefore reports every such fault. It returns the value without the faulty parts, and the
//! rules about values are checked on the rest.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::document::{Members, opening, range_of};
use super::fault::{Problem, nearest};
use super::schema::schema;

/// Receives a fault and its byte range.
pub(super) type Found<'f> = &'f mut dyn FnMut(std::ops::Range<usize>, Problem);

/// Walks one report; `None` if it is not an object that can be read.
pub(super) fn report(text: &str, raw: &RawValue, found: Found<'_>) -> Option<Value> {
    Walk { text, found }.value(&schema()["$defs"]["Report"], raw)
}

/// Walks everything in a collection except the content of its reports.
pub(super) fn head(text: &str, members: &Members<'_>, whole: &RawValue, found: Found<'_>) -> Value {
    Walk { text, found }.object(schema(), members, whole, Some("reports"))
}

struct Walk<'w> {
    text: &'w str,
    found: Found<'w>,
}

impl Walk<'_> {
    fn fault(&mut self, part: &str, problem: Problem) {
        (self.found)(range_of(self.text, part), problem);
    }

    /// The value without the parts of the wrong shape; `None` if the whole value has the wrong shape.
    fn value(&mut self, schema: &Value, raw: &RawValue) -> Option<Value> {
        let (schema, nullable) = resolve(schema);
        let json = raw.get();
        let found = kind_of(json);
        if found == "null" && nullable {
            return None;
        }
        let expected = expected(schema);
        if !fits(&expected, found) {
            self.fault(json, Problem::WrongType { expected: in_words(&expected), found });
            return None;
        }
        match found {
            "an object" => match serde_json::from_str::<Members<'_>>(json) {
                Ok(members) => Some(self.object(schema, &members, raw, None)),
                Err(error) => {
                    (self.found)(opening(range_of(self.text, json)), unreadable(&error));
                    None
                }
            },
            "a list" => self.list(&schema["items"], json),
            "a number" => self.number(schema, json),
            "text" => self.text(schema, json),
            _ => serde_json::from_str(json).ok(),
        }
    }

    fn object(
        &mut self,
        schema: &Value,
        members: &Members<'_>,
        raw: &RawValue,
        untouched: Option<&str>,
    ) -> Value {
        let none = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&none);
        let mut left = Map::new();
        let mut seen: Vec<&str> = Vec::new();
        for (key, value) in &members.0 {
            // The range of the key. A key with an escape was copied, so its value's range is used instead.
            let at = match range_of(self.text, key) {
                range if range.is_empty() => range_of(self.text, value.get()),
                range => range.start - 1..range.end + 1,
            };
            if seen.contains(&key.as_ref()) {
                (self.found)(at, Problem::RepeatedField { field: key.to_string() });
                continue;
            }
            seen.push(key);
            if key.starts_with('_') {
                // The value is ignored, but it must be readable: a later reader of the file must not overflow its
                // stack.
                if let Err(error) = serde_json::from_str::<Value>(value.get()) {
                    (self.found)(at, unreadable(&error));
                }
                continue;
            }
            let Some(inner) = known.get(key.as_ref()) else {
                let near = nearest(key, known.keys().map(String::as_str));
                (self.found)(at, Problem::UnknownField { field: key.to_string(), near });
                continue;
            };
            if untouched == Some(key.as_ref()) {
                continue;
            }
            if let Some(value) = self.value(inner, value) {
                left.insert(key.to_string(), value);
            }
        }
        for field in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !seen.contains(&field) {
                (self.found)(
                    opening(range_of(self.text, raw.get())),
                    Problem::MissingField { field: field.into() },
                );
            }
        }
        Value::Object(left)
    }

    /// Drops the whole list if one item has the wrong shape, because otherwise the positions of later items would
    /// change.
    fn list(&mut self, items: &Value, json: &str) -> Option<Value> {
        let raws: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        let walked: Vec<Option<Value>> = raws.iter().map(|raw| self.value(items, raw)).collect();
        walked.into_iter().collect::<Option<Vec<_>>>().map(Value::Array)
    }

    fn number(&mut self, schema: &Value, json: &str) -> Option<Value> {
        let least = schema["minimum"].as_u64().unwrap_or(0);
        let most = match schema["format"].as_str() {
            Some("uint32") => u64::from(u32::MAX),
            _ => u64::MAX,
        };
        let number = json.parse::<u64>().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.fault(json, Problem::OutOfRange { value: json.into(), least, most });
        }
        number.map(Value::from)
    }

    fn text(&mut self, schema: &Value, json: &str) -> Option<Value> {
        let text: String = match serde_json::from_str(json) {
            Ok(text) => text,
            Err(error) => {
                self.fault(json, unreadable(&error));
                return None;
            }
        };
        if let Some(allowed) = schema["enum"].as_array() {
            let allowed: Vec<String> = allowed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            if !allowed.contains(&text) {
                let near = nearest(&text, allowed.iter().map(String::as_str));
                self.fault(json, Problem::NotOneOf { value: text, allowed, near });
                return None;
            }
        }
        Some(Value::String(text))
    }
}

/// Why a value cannot be read although it is valid by the JSON grammar: it is nested too deeply, or contains a
/// lone surrogate, which is not a character.
pub(super) fn unreadable(error: &serde_json::Error) -> Problem {
    match without_place(error) {
        message if message.starts_with("recursion limit") => Problem::TooDeep,
        message => Problem::Syntax { message },
    }
}

/// The message of a serde_json error, without the position that serde_json adds.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) => message[..at].to_owned(),
        None => message,
    }
}

/// Follows references, and takes the one branch that is not `null`. The second value is whether `null` is allowed.
fn resolve(mut schema: &Value) -> (&Value, bool) {
    let mut nullable = false;
    loop {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            schema = &super::schema::schema()["$defs"][name];
        } else if let Some(branches) = schema["anyOf"].as_array() {
            nullable = true;
            schema = branches.iter().find(|branch| branch["type"] != "null").unwrap_or(&Value::Null);
        } else {
            return (schema, nullable || expected(schema).contains(&"null"));
        }
    }
}

fn expected(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

fn fits(expected: &[&str], found: &str) -> bool {
    expected.is_empty()
        || expected.iter().any(|name| words(name) == found || (*name == "integer" && found == "a number"))
}

fn in_words(expected: &[&str]) -> String {
    expected.iter().find(|name| **name != "null").map_or("another value", |name| words(name)).to_owned()
}

fn words(json_type: &str) -> &'static str {
    match json_type {
        "object" => "an object",
        "array" => "a list",
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "null",
    }
}

fn kind_of(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}
