//! The documents that describe the API: to programs, to authors of apps, and to those who test their apps.

use std::io::Write;
use std::process::Stdio;

use feedgate::api::ProblemType;
use feedgate::collection::Kind;
use feedgate::config::Config;
use feedgate::query::{Facet, Sort};
use feedgate::store::Database;

use super::contract::{Contract, ask, below, ids};
use super::html;
use super::read_back::{at_its_own_address, python_with_readers};
use super::support::{SITE, TestGateway, root};

#[tokio::test]
async fn the_description_is_an_openapi_document() {
    for collection in ["../../config/collection.json", "every_field.json", "empty_topic.json"] {
        let gateway = TestGateway::start(collection).await;
        let reply = gateway.get("/api/v1/openapi.json").await;
        reply.assert_header("content-type", "application/openapi+json;version=3.1");
        for schema in reply.json()["components"]["schemas"].as_object().expect("schemas").values() {
            jsonschema::meta::validate(schema).expect("a schema");
        }
        let body = reply.body.clone();
        let judged = tokio::task::spawn_blocking(move || {
            let mut reader = python_with_readers();
            let reader = reader.arg(root().join("tests/readers/openapi.py")).stdin(Stdio::piped());
            let mut reader = reader.stderr(Stdio::piped()).spawn().expect("Python can be run");
            reader.stdin.take().expect("it is piped").write_all(&body).expect("it reads");
            let output = reader.wait_with_output().expect("it ends");
            (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
        });
        let (is_right, faults) = judged.await.expect("no panic");
        assert!(is_right, "{faults}");
    }
}

#[tokio::test]
async fn a_client_that_is_made_of_the_description_reads_everything() {
    for collection in ["../../config/collection.json", "every_field.json", "empty_topic.json"] {
        let gateway = at_its_own_address(collection, |_| {}).await;
        let base = gateway.base.clone();
        let read = move || {
            let script = root().join("tests/readers/client.py");
            python_with_readers().arg(script).arg(base).output().expect("Python can be run")
        };
        let output = tokio::task::spawn_blocking(read).await.expect("no panic");
        assert!(output.status.success(), "{collection}: {}", String::from_utf8_lossy(&output.stderr));
        let read: Vec<String> = serde_json::from_slice(&output.stdout).expect("ids");
        assert_eq!(read, ids(&gateway.get("/api/v1/reports?limit=100").await.json()), "{collection}");
    }
}

/// As authors of apps test what they build on: what is allowed is answered as is told, what is not is refused.
#[tokio::test]
async fn a_tester_of_apis_finds_nothing_wrong() {
    for collection in ["../../config/collection.json", "every_field.json"] {
        let folder = tempfile::tempdir().expect("a folder for what it suggests");
        let with_inbox = |config: &mut Config| {
            config.database = Database::File(folder.path().join("f.db"));
            config.inbox.per_client = 1_000_000.try_into().expect("not 0");
            config.inbox.per_minute = 1_000_000.try_into().expect("not 0");
        };
        let gateway = at_its_own_address(collection, with_inbox).await;
        let description = format!("{}/api/v1/openapi.json", gateway.base);
        let folder = tempfile::tempdir().expect("a folder for what it leaves behind");
        let test = move || {
            let settings = root().join("tests/readers/tester");
            let mut tester = python_with_readers();
            tester.args(["-m", "schemathesis.cli", "--config-file"]).arg(settings.join("schemathesis.toml"));
            tester.args(["run", &description, "--continue-on-failure"]);
            tester.env("PYTHONPATH", settings).env("NO_PROXY", "127.0.0.1").current_dir(&folder);
            tester.output().expect("Python can be run")
        };
        let output = tokio::task::spawn_blocking(test).await.expect("no panic");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains("No issues found"), "{collection}: {told}");
    }
}

#[tokio::test]
async fn the_examples_are_what_is_answered() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;

    let mut seen = 0;
    for item in contract.document["paths"].as_object().expect("paths").values() {
        let content = &item["get"]["responses"]["200"]["content"]["application/json"];
        for example in content["examples"].as_object().into_iter().flatten().map(|(_, example)| example) {
            let target =
                example["summary"].as_str().and_then(|text| text.strip_prefix("GET ")).expect("an address");
            assert_eq!(ask(&gateway, &contract, target).await, example["value"], "{target}");
            seen += 1;
        }
    }
    assert_eq!(seen, 7);
}

#[tokio::test]
async fn every_parameter_that_is_described_is_understood_and_no_other() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;
    let parameters = &contract.document["paths"]["/api/v1/reports"]["get"]["parameters"];
    let in_query = parameters.as_array().expect("parameters").iter().filter(|one| one["in"] == "query");
    let named: Vec<&str> = in_query.map(|one| one["name"].as_str().expect("a name")).collect();

    let mut expected = vec!["q"];
    expected.extend(Facet::ALL.map(Facet::name));
    expected.extend(["sort", "limit", "cursor", "facets", "fields", "highlights"]);
    assert_eq!(named, expected);
    let cursor = gateway.get("/api/v1/reports?q=asylum&limit=1").await.json()["next_cursor"].clone();
    let cursor = cursor.as_str().expect("more than one");
    for (target, status) in [
        ("/api/v1/reports?q=asylum&topic=refugees-asylum-seekers&place=Mexico&limit=1", 200),
        ("/api/v1/reports?publisher=Nobody&kind=brief&language=en&year=2023&sort=oldest", 200),
        (
            &*format!(
                "/api/v1/reports?q=asylum&limit=3&cursor={cursor}&facets=true&fields=title,topics&highlights=true"
            ),
            200,
        ),
        ("/api/v1/reports?nothing=1", 301),
        ("/api/v1/reports?view=grid", 301),
        ("/api/v1/reports?page=2", 301),
        ("/api/v1/collection?q=asylum", 301),
    ] {
        let reply = gateway.get(target).await;
        reply.assert_status(status);
        contract.hold(target, &reply);
    }
    for kind in Kind::ALL {
        ask(&gateway, &contract, &format!("/api/v1/reports?kind={}", kind.name())).await;
    }
    for sort in Sort::ALL {
        let canonical = if sort == Sort::Relevance { "" } else { &format!("&sort={}", sort.name()) };
        ask(&gateway, &contract, &format!("/api/v1/reports?q=asylum{canonical}")).await;
    }
}

#[tokio::test]
async fn every_type_of_problem_leads_to_its_explanation() {
    let gateway = TestGateway::shipped().await;
    let page = gateway.get("/api").await;

    page.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
    for problem in ProblemType::ALL {
        assert!(
            page.text().contains(&format!("id=\"{}\"", problem.anchor())),
            "{} is not explained",
            problem.slug
        );
    }
}

#[tokio::test]
async fn the_reference_shows_everything_that_is_described_and_loads_nothing_from_elsewhere() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;
    let page = gateway.get("/api").await;
    let page = page.text();

    assert_eq!(contract.document["externalDocs"]["url"], format!("{SITE}/api"));
    for (path, item) in contract.document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            let shown = format!("<code>{} {path}</code>", method.to_uppercase());
            assert!(page.contains(&format!("id=\"{id}\"")) && page.contains(&shown), "{shown}");
            for parameter in operation["parameters"].as_array().expect("parameters") {
                let name = parameter["name"].as_str().expect("a name");
                assert!(page.contains(&format!("<code>{name}</code>")), "{name} of {path}");
            }
        }
    }
    for name in contract.document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(page.contains(&format!("id=\"schema-{name}\"")), "{name}");
    }
    for anchor in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "#{anchor} leads nowhere");
    }
    assert!(!page.contains("src=\"http") && !page.contains("<script>") && !page.contains("<img"), "{page}");
}

#[tokio::test]
async fn programs_find_the_api() {
    let gateway = TestGateway::shipped().await;
    let catalog = gateway.get("/.well-known/api-catalog").await;

    catalog.assert_status(200).assert_header(
        "content-type",
        "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"",
    );
    let home = gateway.get("/").await;
    for reply in [
        catalog.clone(),
        gateway.head("/.well-known/api-catalog").await,
        gateway.get("/api/v1").await,
        home.clone(),
    ] {
        let own = format!(
            "<{SITE}/.well-known/api-catalog>; rel=\"api-catalog\"; type=\"application/linkset+json\""
        );
        assert!(reply.headers("link").contains(&&*own), "{reply}");
    }
    let within = html::named(home.text(), "link").into_iter().find(|link| link.get("rel") == "api-catalog");
    assert!(within.is_some_and(|link| link.get("href").ends_with("/.well-known/api-catalog")), "{home}");
    let catalog = catalog.json();
    let contexts = catalog["linkset"].as_array().expect("a linkset");
    let root = &contexts[0]["item"][0]["href"];
    assert_eq!(contexts[1]["anchor"], *root);
    for relation in ["service-desc", "service-doc", "service-meta"] {
        let target = &contexts[1][relation][0];
        let reply = gateway.get(&below(&target["href"])).await;
        reply.assert_status(200);
        let media_type = reply.header("content-type").unwrap_or_default();
        assert!(media_type.starts_with(target["type"].as_str().expect("a type")), "{target} {reply}");
    }
    let links = gateway.get(&below(root)).await.json();
    for (_, url) in links["links"].as_object().expect("links") {
        gateway.get(&below(url)).await.assert_status(200);
    }
}

/// Each description is in the document for programs or on the page for people.
#[tokio::test]
async fn every_message_about_the_api_is_shown_in_each_language() {
    let gateway = TestGateway::shipped().await;
    let document = gateway.get("/api/v1/openapi.json").await;
    // A message that is missing is shown by its id.
    assert!(!document.text().contains(":\"api-"), "{document}");

    for (language, file) in
        [("en", include_str!("../../src/words/en.ftl")), ("es", include_str!("../../src/words/es.ftl"))]
    {
        let page = gateway.get(&format!("/{language}/api")).await;
        page.assert_status(200);
        assert!(page.text().contains(&format!("<html lang=\"{language}\"")), "{page}");
        let messages = file.lines().filter(|line| line.starts_with("api-") && !line.contains("{ $"));
        let mut checked = 0;
        for (id, text) in messages.filter_map(|line| line.split_once(" = ")) {
            let escaped = text.replace('"', "&quot;").replace('\'', "&apos;");
            let pieces: Vec<&str> = escaped.split('`').collect();
            let is_on_page = pieces.iter().all(|piece| page.text().contains(piece));
            let is_in_document = language == "en" && document.text().contains(&text.replace('"', "\\\""));
            // Responses and headers are described only for programs, in English.
            let is_for_programs =
                ["api-response-", "api-header-", "api-link-", "api-summary", "api-reference"]
                    .iter()
                    .any(|part| id.starts_with(part));
            assert!(
                is_on_page || is_in_document || (is_for_programs && language != "en"),
                "{language} {id}: {text}"
            );
            checked += 1;
        }
        assert!(checked > 100, "{language}: {checked}");
    }
}
