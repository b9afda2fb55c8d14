//! The API over the wire: every answer is what the OpenAPI document says, and says what feeds and pages say.

use std::io::Write;
use std::process::Stdio;

use feedgate::api::{CursorKey, Problem};
use feedgate::collection::Kind;
use feedgate::config::Config;
use feedgate::query::{Facet, Sort};
use reqwest::Method;
use serde_json::{Value, json};

use super::contract::Contract;
use super::read_back::python_with_readers;
use super::support::{Reply, SITE, TestGateway, at, many_reports, root, without_date};

const COLLECTIONS: [&str; 16] = [
    "../../config/collection.json",
    "abstract_html.json",
    "authors_and_publishers.json",
    "date_precisions.json",
    "empty_topic.json",
    "every_field.json",
    "image_of_unknown_size.json",
    "markup_in_title.json",
    "old_report_added_today.json",
    "one_report.json",
    "retired_in_turn.json",
    "retired_topic.json",
    "same_second.json",
    "several_paragraphs.json",
    "two_topics.json",
    "withdrawn.json",
];

/// An address below the public URL, as the test gateway is asked for it.
fn below(url: &Value) -> String {
    let url = url.as_str().expect("an address");
    url.strip_prefix(SITE).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
}

fn ids(list: &Value) -> Vec<String> {
    let reports = list["reports"].as_array().expect("reports").iter();
    reports.map(|report| report["id"].as_str().expect("an id").to_owned()).collect()
}

/// A GET that must succeed and keep the contract.
async fn ask(gateway: &TestGateway, contract: &Contract, target: &str) -> Value {
    let reply = gateway.get(target).await;
    reply.assert_status(200);
    contract.hold(target, &reply);
    reply.json()
}

#[tokio::test]
async fn every_answer_of_every_collection_is_as_described() {
    for collection in COLLECTIONS {
        let gateway = TestGateway::start(collection).await;
        let contract = Contract::of(&gateway).await;
        for target in ["/api/v1", "/api/v1/collection"] {
            ask(&gateway, &contract, target).await;
        }
        let topics = ask(&gateway, &contract, "/api/v1/topics").await;
        for topic in topics["topics"].as_array().expect("topics") {
            let target = below(&topic["links"]["self"]);
            assert_eq!(ask(&gateway, &contract, &target).await, *topic, "{target}");
            let list = ask(&gateway, &contract, &below(&topic["links"]["reports"])).await;
            assert_eq!(list["total"], topic["report_count"], "{target}");
        }
        let whole = ask(&gateway, &contract, "/api/v1/reports?limit=100&facets=true&highlights=true").await;
        assert_eq!(whole["total"], ids(&whole).len(), "{collection}");
        for listed in whole["reports"].as_array().expect("reports") {
            let target = below(&listed["links"]["self"]);
            assert_eq!(ask(&gateway, &contract, &target).await, *listed, "{target}");
        }
    }
}

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
    assert_eq!(seen, 6);
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
        ("/api/v1/reports?nothing=1", 308),
        ("/api/v1/reports?view=grid", 308),
        ("/api/v1/reports?page=2", 308),
        ("/api/v1/collection?q=asylum", 308),
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
async fn what_makes_no_sense_is_refused_with_what_is_allowed() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;
    let long = "x".repeat(300);

    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-5", "limit"),
        ("limit=1e2", "limit"),
        ("limit=%EF%BC%91", "limit"),
        ("limit=18446744073709551617", "limit"),
        ("facets=TRUE", "facets"),
        ("highlights=%00", "highlights"),
        ("fields=title,password", "fields"),
        ("fields=%3Cscript%3E", "fields"),
        ("sort=best", "sort"),
        ("kind=novel", "kind"),
        ("year=99999", "year"),
        ("language=%2A", "language"),
        ("topic=../../etc", "topic"),
        ("place=%07", "place"),
        (&*format!("publisher={long}"), "publisher"),
        (&*format!("q={long}"), "q"),
        ("q=a+b+c+d+e+f+g+h+i+j+k+l+m", "q"),
        ("cursor=%27%20OR%201%3D1", "cursor"),
        ("cursor=AAAA", "cursor"),
    ] {
        let target = format!("/api/v1/reports?{query}");
        let reply = gateway.get(&target).await;
        reply.assert_status(400).assert_header("content-type", "application/problem+json");
        contract.hold(&target, &reply);
        let problem = reply.json();
        assert_eq!(problem["parameter"], parameter, "{reply}");
        assert!(problem["allowed"].as_str().is_some_and(|allowed| !allowed.is_empty()), "{reply}");
        assert_eq!(problem["type"], format!("{SITE}/api#problem-parameter"), "{reply}");
        assert_eq!(problem["title"], "Bad parameter", "{reply}");
    }
}

#[tokio::test]
async fn odd_spellings_lead_to_the_one_address() {
    let gateway = TestGateway::shipped().await;

    for (spelling, canonical) in [
        ("/api/v1/", "/api/v1"),
        ("/api/", "/api"),
        ("/api/v1/reports/", "/api/v1/reports"),
        ("/api/v1/topics/refugees-asylum-seekers/?x=1", "/api/v1/topics/refugees-asylum-seekers"),
        ("/api/v1/reports?limit=20&facets=false&fields=&cursor=", "/api/v1/reports"),
        ("/api/v1/reports?limit=5&q=asylum%20ban", "/api/v1/reports?q=asylum+ban&limit=5"),
        ("/api/v1/reports?fields=links,title", "/api/v1/reports?fields=title,links"),
        ("/api/v1/reports?fields=title%2Clinks", "/api/v1/reports?fields=title,links"),
        ("/api/v1/reports?year=2023&year=2022&year=2023", "/api/v1/reports?year=2022&year=2023"),
        ("/api/v1/reports?language=EN", "/api/v1/reports?language=en"),
        ("/api/v1/reports?sort=relevance", "/api/v1/reports"),
    ] {
        let reply = gateway.get(spelling).await;
        reply.assert_status(308).assert_header("location", &format!("{SITE}{canonical}"));
        gateway.get(canonical).await.assert_status(200);
    }
}

#[tokio::test]
async fn what_moved_left_or_never_was_is_told_by_its_status() {
    let fields = TestGateway::start("every_field.json").await;
    let contract = Contract::of(&fields).await;
    for (target, location) in [
        ("/api/v1/topics/high-water", "/api/v1/topics/floods"),
        ("/api/v1/reports?topic=high-water&limit=3", "/api/v1/reports?topic=floods&limit=3"),
    ] {
        let moved = fields.get(target).await;
        moved.assert_status(308).assert_header("location", &format!("{SITE}{location}"));
        contract.hold(target, &moved);
    }
    for target in ["/api/v1/topics/never", "/api/v1/reports/never", "/api/v1/reports?topic=never"] {
        let reply = fields.get(target).await;
        reply.assert_status(404);
        contract.hold(target, &reply);
    }
    for target in ["/api/v1/nothing", "/api/v1/topics/A", "/api/v1/reports/el-agua/files"] {
        fields.get(target).await.assert_status(404).assert_header("content-type", "application/problem+json");
    }
    let withdrawn = TestGateway::start("withdrawn.json").await;
    withdrawn.get("/api/v1/reports/latest").await.assert_status(410);
    let told = withdrawn.get("/api/v1/collection").await.json();
    assert!(
        told["withdrawn"].as_array().expect("a list").iter().any(|left| left["id"] == "latest"),
        "{told}"
    );
    let closed = TestGateway::with("retired_topic.json", |_| {}, || at("2024-12-01T00:00:00Z")).await;
    closed.get("/api/v1/topics/dams").await.assert_status(410);
    closed.get("/api/v1/reports?topic=dams").await.assert_status(410);
    let list = closed.get("/api/v1/reports?facets=true").await.json();
    let topics = list["facets"]["topic"].as_array().expect("a facet");
    assert!(topics.iter().all(|topic| topic["value"] == "walls"), "{list}");
    assert_eq!(list["reports"][0]["topics"], json!(["walls"]));
}

#[tokio::test]
async fn apps_are_refused_in_problem_details_whatever_they_accept() {
    let gateway = TestGateway::shipped().await;

    for accepted in ["text/html", "*/*", "application/json", "image/png"] {
        let with = |fields: &[(&'static str, &'static str)]| {
            let mut all = vec![("accept", accepted)];
            all.extend(fields);
            all
        };
        for (method, fields, status, slug) in [
            (Method::POST, with(&[]), 405, "method"),
            (Method::DELETE, with(&[]), 405, "method"),
            (Method::GET, with(&[("accept-encoding", "identity;q=0")]), 406, "not-acceptable"),
            (Method::GET, with(&[("if-match", "\"x\"")]), 412, "precondition"),
        ] {
            let reply = gateway.ask(method, "/api/v1/reports", &fields).await;
            reply.assert_status(status).assert_header("content-type", "application/problem+json");
            assert_eq!(reply.json()["type"], format!("{SITE}/api#problem-{slug}"), "{reply}");
        }
    }
    let reply = gateway.ask(Method::PUT, "/api/v1/topics", &[]).await;
    reply.assert_status(405).assert_header("allow", "GET, HEAD, OPTIONS");
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_ask_again() {
    let strict = |config: &mut Config| {
        config.rate.preset = feedgate::http::rate::Preset::Strict;
        config.rate.per_minute = 1.try_into().ok();
        config.rate.burst = Some(0);
    };
    let gateway =
        TestGateway::with("../../config/collection.json", strict, || at("2024-06-01T12:00:00Z")).await;

    let mut last = gateway.get("/api/v1/reports").await;
    for _ in 0..10 {
        last = gateway.get("/api/v1/reports").await;
    }
    last.assert_status(429).assert_header("content-type", "application/problem+json");
    assert!(last.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()), "{last}");
    assert_eq!(last.json()["type"], format!("{SITE}/api#problem-too-many"));
}

#[tokio::test]
async fn every_type_of_problem_leads_to_its_explanation() {
    let gateway = TestGateway::shipped().await;
    let page = gateway.get("/api").await;

    page.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
    for problem in Problem::ALL {
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
        let id = item["get"]["operationId"].as_str().expect("an id");
        assert!(page.contains(&format!("id=\"{id}\"")) && page.contains(path.as_str()), "{path}");
        for parameter in item["get"]["parameters"].as_array().expect("parameters") {
            let name = parameter["name"].as_str().expect("a name");
            assert!(page.contains(&format!("<code>{name}</code>")), "{name} of {path}");
        }
    }
    for name in contract.document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(page.contains(&format!("id=\"schema-{name}\"")), "{name}");
    }
    for anchor in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "#{anchor} leads nowhere");
    }
    assert!(!page.contains("<script src") && !page.contains("<script>") && !page.contains("<img"), "{page}");
}

#[tokio::test]
async fn conditional_and_coded_answers_come_as_with_feeds() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;

    for target in [
        "/api/v1",
        "/api/v1/collection",
        "/api/v1/topics",
        "/api/v1/reports?q=asylum&facets=true",
        "/api/v1/reports/ending-mandatory-detention",
    ] {
        let mut tags = Vec::new();
        for coding in ["identity", "gzip", "br", "zstd"] {
            let reply = gateway.get_with(target, &[("accept-encoding", coding)]).await;
            reply.assert_status(200).assert_header("vary", "accept-encoding");
            if coding != "identity" {
                reply.assert_header("content-encoding", coding);
            }
            let tag = reply.header("etag").expect("a tag").to_owned();
            let same =
                gateway.get_with(target, &[("accept-encoding", coding), ("if-none-match", &tag)]).await;
            same.assert_status(304).assert_header("etag", &tag);
            contract.hold(target, &same);
            tags.push(tag);
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 4, "{target} has a tag of its own in each coding");
        let head = gateway.head(target).await;
        let get = gateway.get(target).await;
        assert!(head.body.is_empty());
        assert_eq!(without_date(&head), without_date(&get), "{target}");
        get.assert_header("access-control-allow-origin", "*")
            .assert_header("content-type", "application/json");
        get.assert_header("cache-control", "public, max-age=300");
        let options = gateway.ask(Method::OPTIONS, target, &[]).await;
        options.assert_status(204).assert_header("access-control-allow-methods", "GET, HEAD, OPTIONS");
    }
}

#[tokio::test]
async fn a_list_links_to_its_parts_in_header_and_body_alike() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;
    let mut target = "/api/v1/reports?topic=refugees-asylum-seekers&limit=3".to_owned();
    let (mut seen, mut lists) = (Vec::new(), Vec::new());
    let whole =
        ids(&ask(&gateway, &contract, "/api/v1/reports?topic=refugees-asylum-seekers&limit=100").await);

    loop {
        let reply = gateway.get(&target).await;
        contract.hold(&target, &reply);
        let list = reply.json();
        let fields = reply.headers("link");
        for rel in ["self", "first", "next", "prev"] {
            let expected = list["links"][rel]
                .as_str()
                .map(|url| format!("<{url}>; rel=\"{rel}\"; type=\"application/json\""));
            let told = fields.iter().find(|field| field.contains(&format!("rel=\"{rel}\"")));
            assert_eq!(told.map(|field| (*field).to_owned()), expected, "{reply}");
        }
        assert_eq!(below(&list["links"]["self"]), target);
        assert_eq!(list["total"], whole.len());
        seen.extend(ids(&list));
        lists.push(list.clone());
        match list["links"].get("next") {
            Some(next) => target = below(next),
            None => break,
        }
    }
    assert_eq!(seen, whole);
    assert!(lists.len() > 2, "too few parts to tell");
    // And back again, part by part.
    for pair in lists.windows(2).rev() {
        let back = ask(&gateway, &contract, &below(&pair[1]["links"]["prev"])).await;
        assert_eq!(ids(&back), ids(&pair[0]));
        assert!(back["links"].get("next").is_some());
    }
    assert!(lists[0]["links"].get("prev").is_none());
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_query_and_collection_alone() {
    let gateway = TestGateway::shipped().await;
    let other = TestGateway::start(many_reports(30).path().to_str().expect("a path")).await;
    let keyed = |config: &mut Config| config.cursor_key = CursorKey::new(&[7; 32]);
    let keyed = TestGateway::with("../../config/collection.json", keyed, || at("2024-06-01T12:00:00Z")).await;
    let cursor = |reply: Reply| reply.json()["next_cursor"].as_str().expect("a cursor").to_owned();
    let of = |cursor: &str, rest: &str| format!("/api/v1/reports?{rest}cursor={cursor}");
    let own = cursor(gateway.get("/api/v1/reports?limit=2").await);

    gateway.get(&of(&own, "")).await.assert_status(200);
    // How much and what of it is wanted may change from part to part.
    gateway.get(&of(&own, "limit=50&")).await.assert_status(200);
    gateway.get(&format!("{}&fields=title", of(&own, ""))).await.assert_status(200);
    for query in [
        "q=asylum&",
        "sort=title&",
        "year=2023&",
        "topic=refugees-asylum-seekers&",
        "topic=-refugees-asylum-seekers&",
    ] {
        gateway.get(&of(&own, query)).await.assert_status(400);
    }
    other.get(&of(&own, "")).await.assert_status(400);
    keyed.get(&of(&own, "")).await.assert_status(400);
    let foreign = cursor(keyed.get("/api/v1/reports?limit=2").await);
    gateway.get(&of(&foreign, "")).await.assert_status(400);
    keyed.get(&of(&foreign, "")).await.assert_status(200);
    for at in 0..own.len() {
        let sign = if own.as_bytes()[at] == b'A' { 'B' } else { 'A' };
        let altered = format!("{}{sign}{}", &own[..at], &own[at + 1..]);
        gateway.get(&of(&altered, "")).await.assert_status(400);
    }
    for at in 1..own.len() {
        gateway.get(&of(&own[..at], "")).await.assert_status(400);
    }
}

#[tokio::test]
async fn replicas_answer_in_the_same_bytes() {
    let (one, other) = (TestGateway::shipped().await, TestGateway::shipped().await);

    for target in
        ["/api/v1/reports?limit=2&facets=true", "/api/v1/openapi.json", "/api", "/.well-known/api-catalog"]
    {
        let (one, other) = (one.get(target).await, other.get(target).await);
        assert_eq!(
            (one.body.clone(), without_date(&one)),
            (other.body.clone(), without_date(&other)),
            "{target}"
        );
    }
}

#[tokio::test]
async fn fields_are_those_that_were_asked_for() {
    let gateway = TestGateway::start("every_field.json").await;
    let contract = Contract::of(&gateway).await;
    let whole = ask(&gateway, &contract, "/api/v1/reports/el-agua").await;

    for (name, value) in whole.as_object().expect("a report") {
        let list = ask(&gateway, &contract, &format!("/api/v1/reports?fields={name}")).await;
        let mut expected = json!({ "id": "el-agua" });
        expected[name] = value.clone();
        assert_eq!(list["reports"][0], expected);
    }
}

#[tokio::test]
async fn a_report_has_the_fields_of_the_file_and_the_id_of_the_feeds() {
    let gateway = TestGateway::start("every_field.json").await;
    let file = std::fs::read(root().join("tests/collections/every_field.json")).expect("a collection");
    let file: Value = serde_json::from_slice(&file).expect("JSON");
    let report = gateway.get("/api/v1/reports/el-agua").await.json();

    for (name, value) in file["reports"][0].as_object().expect("a report") {
        match name.as_str() {
            "added" => assert_eq!(report[name], "2024-05-02T12:00:00Z"),
            _ => assert_eq!(report[name], *value, "{name}"),
        }
    }
    let feed = gateway.get("/feed.json").await.json();
    assert_eq!(report["entry_id"], feed["items"][0]["id"]);
    assert_eq!(report["links"]["page"], feed["items"][0]["url"]);
    let collection = gateway.get("/api/v1/collection").await.json();
    assert_eq!(collection["feed_id"], feed["_feedgate"]["id"]);
    for name in [
        "id",
        "authority",
        "title",
        "description",
        "language",
        "home_page_url",
        "curators",
        "rights",
        "image",
    ] {
        assert_eq!(collection[name], file[name], "{name}");
    }
}

#[tokio::test]
async fn facets_lead_to_what_they_count() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;

    for query in
        ["", "q=asylum&", "topic=refugees-asylum-seekers&year=2023&", "topic=-refugees-asylum-seekers&"]
    {
        let list =
            ask(&gateway, &contract, &format!("/api/v1/reports?{query}limit=1&facets=true&fields=title"))
                .await;
        for (name, values) in list["facets"].as_object().expect("facets") {
            for value in values.as_array().expect("values") {
                let applied = ask(&gateway, &contract, &below(&value["url"])).await;
                let narrowed = list["facets"][name]
                    .as_array()
                    .expect("values")
                    .iter()
                    .all(|value| value["is_wanted"] == false);
                if narrowed && value["is_left_out"] == false && !query.contains(&format!("{name}=")) {
                    assert_eq!(applied["total"], value["count"], "{value}");
                }
                let shown = applied["facets"][name]
                    .as_array()
                    .expect("values")
                    .iter()
                    .find(|one| one["value"] == value["value"]);
                if let Some(shown) = shown {
                    assert_ne!(shown["is_wanted"], value["is_wanted"], "{value}");
                    assert_eq!(shown["is_left_out"], false, "{value}");
                }
            }
        }
    }
}

#[tokio::test]
async fn highlights_show_where_the_words_stand_and_leave_the_text_whole() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;
    let list = ask(&gateway, &contract, "/api/v1/reports?q=asylum&limit=100&highlights=true").await;

    let mut matches = 0;
    for report in list["reports"].as_array().expect("reports") {
        for (name, pieces) in report["highlights"].as_object().into_iter().flatten() {
            let pieces = pieces.as_array().expect("pieces");
            let whole: String = pieces.iter().filter_map(|piece| piece["text"].as_str()).collect();
            assert_eq!(report[name], whole);
            for piece in pieces.iter().filter(|piece| piece["is_match"] == true) {
                let text = piece["text"].as_str().expect("a text").to_lowercase();
                assert!(text.starts_with("asylum"), "{piece}");
                matches += 1;
            }
        }
    }
    assert!(matches > 5, "only {matches}");
    let without = ask(&gateway, &contract, "/api/v1/reports?highlights=true").await;
    assert!(
        without["reports"]
            .as_array()
            .expect("reports")
            .iter()
            .all(|report| report.get("highlights").is_none())
    );
}

#[tokio::test]
async fn programs_find_the_api() {
    let gateway = TestGateway::shipped().await;
    let catalog = gateway.get("/.well-known/api-catalog").await;

    catalog.assert_status(200).assert_header(
        "content-type",
        "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"",
    );
    for reply in
        [catalog.clone(), gateway.head("/.well-known/api-catalog").await, gateway.get("/api/v1").await]
    {
        let own = format!(
            "<{SITE}/.well-known/api-catalog>; rel=\"api-catalog\"; type=\"application/linkset+json\""
        );
        assert!(reply.headers("link").contains(&&*own), "{reply}");
    }
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
