//! The results of a query in the API: part by part, with chosen fields, facets and highlights.

use feedgate::config::Config;
use feedgate::seal::SealKey;
use serde_json::json;

use super::contract::{Contract, ask, below, ids};
use super::support::{Reply, TestGateway, at, many_reports};

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
    let keyed = |config: &mut Config| config.api.cursor_key = SealKey::new(&[7; 32]);
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
async fn facets_lead_to_what_they_count() {
    let gateway = TestGateway::shipped().await;
    let contract = Contract::of(&gateway).await;

    for query in [
        "",
        "q=asylum&",
        "topic=refugees-asylum-seekers&year=2023&",
        "topic=-refugees-asylum-seekers&",
        "q=title+42&place=-Mexico&",
    ] {
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
                if narrowed && value["is_left_out"] == false {
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
