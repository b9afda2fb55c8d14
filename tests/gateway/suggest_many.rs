//! Many reports that an organization suggests at once.

use feedgate::inbox::InboxFilter;

use super::html;
use super::suggesting::{Suggesting, location, moving, value_of};
use super::support::Reply;

/// A form with a file, as browsers send it.
fn multipart(fields: &[(String, String)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--b0undary--\r\n");
    body
}

const MULTIPART: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=b0undary")];

const BIBTEX: &str = "@techreport{a, title={First of many}, year={2021}, url={https://example.org/m/1}, \
    author={Ana Lopez}}\n@techreport{b, title={Second {\\&} of many}, year={2022}, doi={10.1234/m.2}}";

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// All fields of the form on a page, as a browser would send them again.
fn filled(page: &Reply, step: &str) -> Vec<(String, String)> {
    let inputs = html::named(page.text(), "input").into_iter();
    let kept = inputs.filter(|input| {
        let kind = input.get("type");
        !input.get("name").is_empty()
            && kind != "file"
            && (kind != "checkbox" || input.attributes.contains_key("checked"))
    });
    let mut fields: Vec<(String, String)> =
        kept.map(|input| (input.get("name").to_owned(), input.get("value").to_owned())).collect();
    fields.push(("step".into(), step.into()));
    fields
}

#[tokio::test]
async fn an_organization_sends_many_reports_of_a_bibliography() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let first = suggesting.gateway.get("/suggest/many").await;
    let start = |pasted: &str| {
        pairs(&[
            ("stamp", &value_of(&first, "stamp")),
            ("organization", "Rivers United"),
            ("email", "ana@example.org"),
            ("pasted", pasted),
            ("step", "read"),
        ])
    };
    let ris = "TY  - RPRT\nTI  - First of many\nPY  - 2021\nUR  - https://example.org/m/1\nER  - \n";
    let csl = r#"[{"type":"report","title":"First of many","URL":"https://example.org/m/1"}]"#;
    let csv = "title,url,year\nFirst of many,https://example.org/m/1,2021\n";
    for (format, text) in [("BibTeX", BIBTEX), ("RIS", ris), ("CSL-JSON", csl), ("CSV", csv)] {
        for body in [
            multipart(&start(text), Some(("", b""))),
            multipart(&start(""), Some(("a.txt", text.as_bytes()))),
        ] {
            let page = suggesting.gateway.post("/suggest/many", &MULTIPART, body).await;
            page.assert_status(200);
            assert_eq!(value_of(&page, "title-0"), "First of many", "{format}");
            assert_eq!(value_of(&page, "address-0"), "https://example.org/m/1", "{format}");
        }
    }
    let shown = suggesting.gateway.post("/suggest/many", &MULTIPART, multipart(&start(BIBTEX), None)).await;
    assert_eq!(value_of(&shown, "address-1"), "10.1234/m.2");
    let mut fields = filled(&shown, "send");
    for (name, value) in &mut fields {
        if name == "title-0" {
            *value = String::new();
        }
    }
    let wrong = suggesting.gateway.post("/suggest/many", &MULTIPART, multipart(&fields, None)).await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("title-0-error") && !wrong.text().contains("title-1-error"), "{wrong}");
    let mut fields = filled(&wrong, "send");
    for (name, value) in &mut fields {
        if name == "title-0" {
            *value = "First, corrected".into();
        }
    }
    let sent = suggesting.gateway.post("/suggest/many", &MULTIPART, multipart(&fields, None)).await;
    sent.assert_status(303);
    let page = suggesting.gateway.get(&location(&sent)).await;
    assert!(
        page.text().contains("First, corrected") && page.text().contains("Second &amp; of many"),
        "{page}"
    );
    let found = suggesting.inbox().await.list(InboxFilter::default()).await.expect("it works");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].fields["authors"][0]["name"], "Ana Lopez", "what the form does not show stays");
    assert_eq!(found[1].sender.organization.as_deref(), Some("Rivers United"));
}

#[tokio::test]
async fn of_many_those_that_the_collection_has_are_shown_and_left_out() {
    let suggesting = Suggesting::of("every_field.json").await;
    let reports = suggesting.gateway.get("/api/v1/reports?limit=100").await.json();
    let report = reports["reports"]
        .as_array()
        .expect("reports")
        .iter()
        .find(|one| one["url"].is_string())
        .expect("one");
    let csv = format!(
        "title,url\nx,{}\nNew,https://example.org/new\n",
        report["url"].as_str().expect("an address")
    );
    let first = suggesting.gateway.get("/suggest/many").await;
    let start = pairs(&[("stamp", &value_of(&first, "stamp")), ("pasted", &csv), ("step", "read")]);
    let shown = suggesting.post("/suggest/many", &start).await;
    shown.assert_status(200);
    assert!(
        shown.text().contains(&format!("href=\"/reports/{}\"", report["id"].as_str().expect("an id"))),
        "{shown}"
    );
    let sent = suggesting.post("/suggest/many", &filled(&shown, "send")).await;
    sent.assert_status(303);
    assert_eq!(suggesting.inbox().await.list(InboxFilter::default()).await.expect("it works").len(), 1);
}

#[tokio::test]
async fn what_is_no_bibliography_is_told_and_kept() {
    let suggesting = Suggesting::with(moving, |config| config.inbox.at_once = 3).await;
    let first = suggesting.gateway.get("/suggest/many").await;
    let stamp = value_of(&first, "stamp");
    for text in ["", "A sentence", "<rss></rss>", "PK\u{3}\u{4}xlsx", "{\"a\": 1}"] {
        let form = pairs(&[("stamp", &stamp), ("pasted", text), ("step", "read")]);
        let page = suggesting.post("/suggest/many", &form).await;
        page.assert_status(422);
        assert!(page.text().contains("role=\"alert\""), "{text:?}: {page}");
    }
    let many: String = (0..5).map(|n| format!("T{n},https://example.org/m/{n}\n")).collect();
    let form = pairs(&[("stamp", &stamp), ("pasted", &format!("title,url\n{many}")), ("step", "read")]);
    let page = suggesting.post("/suggest/many", &form).await;
    assert_eq!(value_of(&page, "count"), "3");
    let form = pairs(&[("stamp", &stamp), ("step", "blank")]);
    let page = suggesting.post("/suggest/many", &form).await;
    page.assert_status(200);
    suggesting.post("/suggest/many", &filled(&page, "send")).await.assert_status(422);
    let broken = [("content-type", "multipart/form-data")];
    suggesting.gateway.post("/suggest/many", &broken, b"x".to_vec()).await.assert_status(400);
    suggesting.gateway.post("/suggest/many", &MULTIPART, b"x".to_vec()).await.assert_status(400);
    suggesting.gateway.post("/suggest/many", &MULTIPART, vec![b'x'; 3_000_000]).await.assert_status(413);
}

#[tokio::test]
async fn a_bibliography_that_would_never_end_is_refused_and_others_wait_for_their_turn() {
    let suggesting = Suggesting::new().await;
    let doubled: String =
        (1..40).map(|at| format!("@string{{s{at} = s{} # s{}}}\n", at - 1, at - 1)).collect();
    let bomb = format!("@string{{s0 = {{xxxxxxxxxxxxxxxxxxxx}}}}\n{doubled}@article{{a, title = s39}}");
    let begun = std::time::Instant::now();
    let send = async || {
        let fields = pairs(&[("step", "read"), ("pasted", &bomb)]);
        suggesting.post("/suggest/many", &fields).await.assert_status(422).text().to_owned()
    };
    let told = tokio::join!(send(), send(), send());
    let told = [told.0, told.1, told.2];
    assert!(told.iter().all(|text| text.contains("@string")), "{told:?}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{:?}", begun.elapsed());
}
