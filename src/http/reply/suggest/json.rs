//! JSON in which no object has a field twice: programs disagree on which one counts.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Reads a document. Returns it with the fields that appear twice.
///
/// # Errors
/// It is no JSON.
pub(super) fn read(body: &[u8]) -> serde_json::Result<(Value, Vec<String>)> {
    let mut twice = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = Part { path: String::new(), twice: &mut twice }.deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, twice))
}

/// A part of a document.
struct Part<'p> {
    /// Where it is, such as `sender.name`.
    path: String,
    twice: &'p mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("it is no number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(item) =
            items.next_element_seed(Part { path: self.path.clone(), twice: &mut *self.twice })?
        {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            let value = fields.next_value_seed(Part { path: path.clone(), twice: &mut *self.twice })?;
            if read.insert(name, value).is_some() {
                self.twice.push(path);
            }
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_appear_twice_are_found_at_any_depth() {
        let body = br#"{"a": [1, -2, 0.5, true, null, "x"], "b": {"c": 1, "c": 2}, "d": [{"e": 1, "e": 1}], "a": 1}"#;
        let (value, twice) = read(body).expect("JSON");
        assert_eq!(value, json!({ "a": 1, "b": { "c": 2 }, "d": [{ "e": 1 }] }));
        assert_eq!(twice, ["b.c", "d.e", "a"]);
        assert!(read(b"{} x").is_err());
        assert!(read(b"{").is_err());
    }
}
