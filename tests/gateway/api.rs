//! The API over the wire: every answer matches the OpenAPI document, and agrees with feeds and pages.

use feedgate::config::Config;
use reqwest::Method;
use serde_json::{Value, json};

use super::contract::{Contract, ask, below, ids};
use super::support::{SITE, TestGateway, at, root, without_date};

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
