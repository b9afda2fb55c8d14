//! The OpenAPI document as a contract: every answer of the API is checked against its operation.

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::support::{Reply, SITE, TestGateway};

/// What an OpenAPI document promises.
pub(crate) struct Contract {
    pub(crate) document: Value,
    schemas: HashMap<String, Validator>,
}

impl Contract {
    /// The one that a gateway sends.
    pub(crate) async fn of(gateway: &TestGateway) -> Contract {
        let reply = gateway.get("/api/v1/openapi.json").await;
        reply.assert_status(200);
        Contract::new(reply.json())
    }

    /// The one of a document.
    pub(crate) fn new(document: Value) -> Contract {
        let names = document["components"]["schemas"].as_object().expect("schemas").keys();
        let schemas = names.map(|name| (name.clone(), validator(&document, name))).collect();
        Contract { document, schemas }
    }

    /// Holds an answer against what is said of its status.
    #[track_caller]
    pub(crate) fn hold(&self, target: &str, reply: &Reply) {
        let path = template(target);
        let responses = &self.document["paths"][path]["get"]["responses"];
        let response = self.resolve(&responses[reply.status.as_str()]);
        assert!(response.is_object(), "{path} does not speak of {}: {reply}", reply.status);
        for (name, header) in response["headers"].as_object().expect("header fields") {
            let header = self.resolve(header);
            let value = reply.header(name).unwrap_or_else(|| panic!("no {name} in {reply}"));
            let value = match header["schema"]["type"].as_str() {
                Some("integer") => json!(value.parse::<i64>().expect("a number")),
                _ => json!(value),
            };
            jsonschema::validate(&header["schema"], &value)
                .unwrap_or_else(|error| panic!("{error}: {reply}"));
        }
        let Some(content) = response.get("content").and_then(Value::as_object) else {
            assert!(reply.body.is_empty(), "{reply}");
            return;
        };
        let media_type = reply.header("content-type").unwrap_or_default();
        let schema = &content.get(media_type).unwrap_or_else(|| panic!("{media_type} in {reply}"))["schema"];
        let name = name_of(schema);
        let body = reply.json();
        let faults: Vec<String> = self.schemas[name]
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?} in {reply}");
    }

    pub(crate) fn resolve<'c>(&'c self, part: &'c Value) -> &'c Value {
        match part["$ref"].as_str() {
            Some(to) => {
                self.document.pointer(to.trim_start_matches('#')).expect("what is referred to is there")
            }
            None => part,
        }
    }
}

/// The validator of a component; stricter than what apps are promised, so that a field of which nothing is
/// said does not go unseen.
fn validator(document: &Value, name: &str) -> Validator {
    let mut components = document["components"].clone();
    for schema in components["schemas"].as_object_mut().expect("schemas").values_mut() {
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{name}"),
        "components": components,
    });
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The path of an address as the document writes it.
fn template(target: &str) -> &'static str {
    let path = target.split('?').next().unwrap_or_default();
    match path.split('/').collect::<Vec<_>>()[..] {
        ["", "api", "v1", "topics", _] => "/api/v1/topics/{id}",
        ["", "api", "v1", "all-reports", _] => "/api/v1/all-reports/{number}",
        ["", "api", "v1", "all-reports"] => "/api/v1/all-reports",
        ["", "api", "v1", "reports", _] => "/api/v1/reports/{id}",
        ["", "api", "v1", "topics"] => "/api/v1/topics",
        ["", "api", "v1", "reports"] => "/api/v1/reports",
        ["", "api", "v1", "collection"] => "/api/v1/collection",
        ["", "api", "v1"] => "/api/v1",
        _ => panic!("{target} is nothing of the API"),
    }
}

fn name_of(schema: &Value) -> &str {
    let reference = schema["$ref"].as_str().expect("a reference to a component");
    reference.rsplit('/').next().unwrap_or_default()
}

/// An address below the public URL, as the test gateway is asked for it.
pub(crate) fn below(url: &Value) -> String {
    let url = url.as_str().expect("an address");
    url.strip_prefix(SITE).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
}

/// The ids of a list's reports.
pub(crate) fn ids(list: &Value) -> Vec<String> {
    let reports = list["reports"].as_array().expect("reports").iter();
    reports.map(|report| report["id"].as_str().expect("an id").to_owned()).collect()
}

/// A GET that must succeed and keep the contract.
pub(crate) async fn ask(gateway: &TestGateway, contract: &Contract, target: &str) -> Value {
    let reply = gateway.get(target).await;
    reply.assert_status(200);
    contract.hold(target, &reply);
    reply.json()
}
