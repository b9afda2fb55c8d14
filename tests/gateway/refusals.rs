//! Refusals: a correct status, fixed words, and no text from the client's request.

use reqwest::Method;
use serde_json::json;

use super::support::{Reply, SITE, TestGateway, at, without_date};

/// A request that is refused, and the status that it gets.
struct Refused {
    method: Method,
    target: String,
    field: (&'static str, String),
    status: u16,
}

/// One of each kind.
fn refused() -> Vec<Refused> {
    let with = |method, target: &str, field: (&'static str, &str), status| Refused {
        method,
        target: target.to_owned(),
        field: (field.0, field.1.to_owned()),
        status,
    };
    let get = |target: &str, status| with(Method::GET, target, ("x-nothing", ""), status);
    vec![
        get("/nothing", 404),
        get("/topics/never", 404),
        get("/reports/never/oembed", 404),
        get("/feed.yaml", 404),
        get("/assets/page.css", 404),
        get("/oembed?url=https%3A%2F%2Felsewhere.example%2F", 404),
        get("/reports/latest", 410),
        get("/reports/latest/oembed", 410),
        get("/reports/latest/embed", 410),
        get("/oembed?url=https%3A%2F%2Freports.example.org%2Freports%2Flatest", 410),
        get("/?page=0", 400),
        get("/?page=two", 400),
        get("/embed?theme=blue", 400),
        get("/oembed", 400),
        get("/oembed?url=https%3A%2F%2Freports.example.org%2F&maxwidth=-1", 400),
        get("/oembed?url=https%3A%2F%2Freports.example.org%2F&format=yaml", 501),
        get(&format!("/{}", "a".repeat(5_000)), 414),
        with(Method::GET, "/feed.rss", ("accept-encoding", "identity;q=0"), 406),
        with(Method::GET, "/feed.rss", ("if-match", "\"x\""), 412),
        with(Method::GET, "/", ("x-much", &"a".repeat(20_000)), 431),
        with(Method::POST, "/", ("x-nothing", ""), 405),
    ]
}

async fn ask(gateway: &TestGateway, refused: &Refused, accepted: &str) -> Reply {
    let fields = [("accept", accepted), (refused.field.0, &*refused.field.1)];
    gateway.ask(refused.method.clone(), &refused.target, &fields).await
}

#[tokio::test]
async fn programs_get_problem_details_that_tell_the_true_status() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for refused in refused() {
        for accepted in ["application/problem+json", "application/json"] {
            let reply = ask(&gateway, &refused, accepted).await;

            reply.assert_status(refused.status).assert_header("content-type", "application/problem+json");
            let problem = reply.json();
            assert_eq!(problem["status"], refused.status, "{reply}");
            let kind = problem["type"].as_str().unwrap_or_default();
            assert!(kind.starts_with(&format!("{SITE}/api#problem-")), "{reply}");
            assert!(problem["title"].is_string() && problem["detail"].is_string(), "{reply}");
        }
    }
}

#[tokio::test]
async fn browsers_get_a_page() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for refused in refused() {
        let reply = ask(&gateway, &refused, "text/html,application/xhtml+xml,*/*;q=0.8").await;

        reply.assert_status(refused.status).assert_header("content-type", "text/html; charset=utf-8");
        assert!(reply.text().starts_with("<!doctype html>"), "{reply}");
        // It leads on: to what is searched, and by what stands around every page.
        for way in
            ["<form class=\"search\" action=\"/\">", "<a class=\"name\" href=\"/\">", "href=\"/share\""]
        {
            assert!(reply.text().contains(way), "{way}: {reply}");
        }
    }
}

#[tokio::test]
async fn feed_readers_get_text() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for refused in refused() {
        for accepted in ["*/*", "application/rss+xml, application/atom+xml;q=0.9", "image/png"] {
            let reply = ask(&gateway, &refused, accepted).await;
            reply.assert_status(refused.status).assert_header("content-type", "text/plain; charset=utf-8");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_guarded_as_any_reply() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for refused in refused() {
        let reply = ask(&gateway, &refused, "*/*").await;

        reply.assert_header("vary", "accept, accept-encoding, accept-language");
        reply.assert_header("access-control-allow-origin", "*");
        reply.assert_header("x-content-type-options", "nosniff");
        reply.assert_header("referrer-policy", "strict-origin-when-cross-origin");
        reply.assert_header("x-frame-options", "DENY");
        reply.assert_header("content-length", &reply.body.len().to_string());
        reply.assert_no_header("etag").assert_no_header("last-modified");
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none';"), "{reply}");
    }
}

#[tokio::test]
async fn only_what_is_not_there_is_remembered_and_not_for_long() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for refused in refused() {
        let lifetime = if matches!(refused.status, 404 | 410) { "public, max-age=60" } else { "no-store" };
        ask(&gateway, &refused, "*/*").await.assert_header("cache-control", lifetime);
    }
}

#[tokio::test]
async fn head_is_refused_with_the_header_of_get() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for refused in refused().into_iter().filter(|refused| refused.method == Method::GET) {
        let get = ask(&gateway, &refused, "*/*").await;
        let head = ask(&gateway, &Refused { method: Method::HEAD, ..refused }, "*/*").await;

        assert!(head.body.is_empty(), "{head}");
        assert_eq!((head.status, without_date(&head)), (get.status, without_date(&get)), "{head}");
    }
}

#[tokio::test]
async fn http_2_is_refused_in_the_same_words() {
    let gateway = TestGateway::start("withdrawn.json").await.over_http_2();

    for refused in refused() {
        let reply = ask(&gateway, &refused, "application/problem+json").await;
        reply.assert_status(refused.status);
        assert_eq!(reply.json()["status"], refused.status, "{reply}");
    }
}

#[tokio::test]
async fn the_words_are_the_same_for_every_request_of_a_kind() {
    let gateway = TestGateway::start("withdrawn.json").await;

    let reply = gateway.get_with("/reports/never", &[("accept", "application/problem+json")]).await;

    let expected = json!({
        "type": format!("{SITE}/api#problem-not-found"),
        "title": "Page not found",
        "status": 404,
        "detail": "There is nothing at this address. Check the address, or search for the report.",
    });
    assert_eq!(reply.json(), expected);
}

#[tokio::test]
async fn a_bad_parameter_is_named_with_what_it_may_be() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for (target, advice) in [
        ("/?page=x", "The parameter page must be a whole number, 1 or greater."),
        ("/embed?theme=x", "The parameter theme must be light or dark."),
        ("/oembed", "The parameter url must be the address of a page of this site."),
        (
            "/reports/first/oembed?maxheight=x",
            "The parameter maxheight must be a whole number, 1 or greater.",
        ),
    ] {
        let reply = gateway.get(target).await;
        reply.assert_status(400);
        assert!(reply.text().contains(advice), "{reply}");
    }
}

#[tokio::test]
async fn another_method_is_told_which_ones_there_are() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let reply = gateway.ask(method, "/feed.atom", &[]).await;
        reply.assert_status(405).assert_header("allow", "GET, HEAD, OPTIONS");
    }
}

#[tokio::test]
async fn a_closed_topic_is_gone_with_all_that_was_below_it() {
    let gateway = TestGateway::with("retired_topic.json", |_| {}, || at("2024-12-01T00:00:00Z")).await;

    for rest in ["", "/feed", "/feed.rss", "/feed.atom", "/feed.json", "/oembed", "/embed"] {
        gateway.get(&format!("/topics/dams{rest}")).await.assert_status(410);
    }
    let card = gateway.get("/oembed?url=https%3A%2F%2Freports.example.org%2Ftopics%2Fdams").await;
    card.assert_status(410);
}

#[tokio::test]
async fn no_refusal_repeats_what_was_asked() {
    const HOSTILE: &str = "<script>alert(1)</script>";
    const ENCODED: &str = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let gateway = TestGateway::start("withdrawn.json").await;
    let targets = [
        format!("/{ENCODED}"),
        format!("/topics/{ENCODED}"),
        format!("/assets/{ENCODED}"),
        format!("/?page={ENCODED}"),
        format!("/?{ENCODED}=1"),
        format!("/oembed?url={ENCODED}"),
        format!("/oembed?url=https%3A%2F%2Freports.example.org%2F&format={ENCODED}"),
        format!("/feed.rss?{ENCODED}"),
    ];

    for target in targets {
        for accepted in ["text/html", "application/json", "text/plain"] {
            let fields = [("accept", accepted), ("user-agent", HOSTILE), ("referer", HOSTILE)];
            assert_nothing_of_it(&gateway.get_with(&target, &fields).await, "alert");
        }
    }
    for name in
        ["accept", "accept-encoding", "if-match", "if-none-match", "if-modified-since", "origin", "cookie"]
    {
        assert_nothing_of_it(&gateway.get_with("/nothing", &[(name, HOSTILE)]).await, "alert");
        assert_nothing_of_it(&gateway.get_with("/feed.rss", &[(name, HOSTILE)]).await, "alert");
    }
}

fn assert_nothing_of_it(reply: &Reply, hostile: &str) {
    let in_body = String::from_utf8_lossy(&reply.body).contains(hostile);
    let in_header =
        reply.headers.values().any(|value| String::from_utf8_lossy(value.as_bytes()).contains(hostile));
    assert!(!in_body && !in_header, "{reply}");
}

#[tokio::test]
async fn no_byte_in_an_address_is_the_gateways_fault() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for byte in 0..=u8::MAX {
        for target in [
            format!("/%{byte:02X}"),
            format!("/%{byte:02x}/"),
            format!("/topics/%{byte:02X}"),
            format!("/reports/first%{byte:02X}/embed"),
            format!("/assets/%{byte:02X}.css"),
            format!("/archive/1%{byte:02X}.rss"),
            format!("/feed.%{byte:02X}"),
            format!("/?page=%{byte:02X}"),
            format!("/?%{byte:02X}=%{byte:02X}"),
            format!("/oembed?url=https://reports.example.org/%{byte:02X}"),
            format!("/oembed?url=https://reports.example.org/&maxwidth=%{byte:02X}"),
        ] {
            let reply = gateway.get(&target).await;
            assert!(!reply.status.is_server_error(), "{reply}");
        }
    }
}
