//! The parts of OpenAPI 3.1 that the API uses, with the names of the specification.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Names with their values, in an order that readers see.
pub(in crate::api) type Named<T> = Vec<(String, T)>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct OpenApi {
    pub(in crate::api) openapi: &'static str,
    pub(in crate::api) info: Info,
    pub(in crate::api) external_docs: ExternalDocs,
    pub(in crate::api) servers: [Server; 1],
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) paths: Named<PathItem>,
    pub(in crate::api) components: Components,
}

#[derive(Serialize)]
pub(in crate::api) struct Info {
    pub(in crate::api) title: String,
    pub(in crate::api) summary: String,
    pub(in crate::api) description: String,
    pub(in crate::api) version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) contact: Option<Contact>,
}

#[derive(Serialize)]
pub(in crate::api) struct Contact {
    pub(in crate::api) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) email: Option<String>,
}

#[derive(Serialize)]
pub(in crate::api) struct ExternalDocs {
    pub(in crate::api) description: String,
    pub(in crate::api) url: String,
}

#[derive(Serialize)]
pub(in crate::api) struct Server {
    pub(in crate::api) url: String,
}

#[derive(Serialize)]
pub(in crate::api) struct PathItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) get: Option<Operation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) post: Option<Operation>,
}

impl PathItem {
    /// The operations, each with its method.
    pub(in crate::api) fn operations(&self) -> impl Iterator<Item = (&'static str, &Operation)> {
        let all = [("GET", self.get.as_ref()), ("POST", self.post.as_ref())];
        all.into_iter().filter_map(|(method, operation)| Some((method, operation?)))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Operation {
    pub(in crate::api) operation_id: &'static str,
    pub(in crate::api) summary: String,
    pub(in crate::api) description: String,
    pub(in crate::api) parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) request_body: Option<RequestBody>,
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) responses: Named<OrRef<Response>>,
}

#[derive(Serialize)]
pub(in crate::api) struct RequestBody {
    pub(in crate::api) required: bool,
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) content: Named<MediaType>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Parameter {
    pub(in crate::api) name: &'static str,
    #[serde(rename = "in")]
    pub(in crate::api) place: Place,
    pub(in crate::api) description: String,
    pub(in crate::api) required: bool,
    /// Only set for lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) explode: Option<bool>,
    pub(in crate::api) schema: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) example: Option<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::api) enum Place {
    Path,
    Query,
    Header,
}

/// A value at the place where it is used, or a reference to one of the components.
#[derive(Serialize)]
#[serde(untagged)]
pub(in crate::api) enum OrRef<T> {
    Ref {
        #[serde(rename = "$ref")]
        to: String,
    },
    Here(Box<T>),
}

#[derive(Serialize)]
pub(in crate::api) struct Response {
    pub(in crate::api) description: String,
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) headers: Named<OrRef<Header>>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_order")]
    pub(in crate::api) content: Named<MediaType>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_order")]
    pub(in crate::api) links: Named<Link>,
}

#[derive(Serialize)]
pub(in crate::api) struct Header {
    pub(in crate::api) description: String,
    pub(in crate::api) required: bool,
    pub(in crate::api) schema: Value,
}

#[derive(Serialize)]
pub(in crate::api) struct MediaType {
    pub(in crate::api) schema: Value,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_order")]
    pub(in crate::api) examples: Named<Example>,
}

#[derive(Serialize)]
pub(in crate::api) struct Example {
    pub(in crate::api) summary: String,
    /// An example as it is sent, with its fields in their order.
    pub(in crate::api) value: Box<RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Link {
    pub(in crate::api) operation_id: &'static str,
    pub(in crate::api) description: String,
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) parameters: Named<&'static str>,
}

#[derive(Serialize)]
pub(in crate::api) struct Components {
    pub(in crate::api) schemas: Map<String, Value>,
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) responses: Named<Response>,
    #[serde(serialize_with = "in_order")]
    pub(in crate::api) headers: Named<Header>,
}

fn in_order<T: Serialize, S: Serializer>(named: &Named<T>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(named.iter().map(|(name, value)| (name, value)))
}
