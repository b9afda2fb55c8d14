//! Many reports that an organization suggests at once.

use feedgate::inbox::InboxFilter;

use super::desk_browser::Filled;
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
    let mut form = Filled::of_class(page, "suggest");
    form.pairs.retain(|(name, _)| name != "file");
    form.pairs.push(("step".into(), step.into()));
    form.pairs
}

fn set(fields: &mut [(String, String)], name: &str, text: &str) {
    let field = fields.iter_mut().find(|(known, _)| known == name);
    field.unwrap_or_else(|| panic!("no {name}")).1 = text.to_owned();
}

fn get<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    let field = fields.iter().find(|(known, _)| known == name);
    &field.unwrap_or_else(|| panic!("no {name} in {fields:#?}")).1
}

fn has(fields: &[(String, String)], name: &str) -> bool {
    fields.iter().any(|(known, _)| known == name)
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
        page.text().contains("<h1>Your suggestions</h1>")
            && page.text().contains("First, corrected")
            && page.text().contains("Second &amp; of many"),
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
    assert!(told.iter().all(|text| text.contains("suggest-many") || text.contains("pasted")), "{told:?}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{:?}", begun.elapsed());
}

async fn first_step(suggesting: &Suggesting) -> Vec<(String, String)> {
    filled(&suggesting.gateway.get("/suggest/many").await, "read")
}

#[tokio::test]
async fn each_report_that_is_left_out_says_why_at_its_place() {
    let suggesting = Suggesting::of("every_field.json").await;
    let waiting = serde_json::json!({ "title": "Waits", "url": "https://example.org/waits" });
    suggesting.send(&waiting).await.assert_status(201);
    let reports = suggesting.gateway.get("/api/v1/reports?limit=100").await.json();
    let mut reports = reports["reports"].as_array().expect("reports").iter();
    let known = reports.find(|one| one["url"].is_string()).expect("one");
    let (url, id) = (known["url"].as_str().expect("an address"), known["id"].as_str().expect("an id"));
    let csv = format!(
        "title,url\nNew,https://example.org/new\nx,{url}\nAgain,http://www.example.org/new/\nWaits,https://example.org/waits\n"
    );
    let mut start = first_step(&suggesting).await;
    set(&mut start, "pasted", &csv);
    let shown = suggesting.post("/suggest/many", &start).await;
    shown.assert_status(200);
    assert!(shown.text().contains("3 reports are no longer selected"), "{shown}");
    let chosen = |page: &Reply| -> Vec<bool> {
        let fields = filled(page, "send");
        (0..4).map(|nth| has(&fields, &format!("chosen-{nth}"))).collect()
    };
    assert_eq!(chosen(&shown), [true, false, false, false]);

    // Whoever selects them again is told again, and nothing is sent.
    let mut fields = filled(&shown, "send");
    fields.extend((1..4).map(|nth| (format!("chosen-{nth}"), "yes".to_owned())));
    let refused = suggesting.post("/suggest/many", &fields).await;
    refused.assert_status(409);
    assert_eq!(chosen(&refused), [true, false, false, false]);
    assert!(refused.text().contains("3 reports are no longer selected"), "{refused}");
    let at = |nth: usize| {
        let start = refused.text().find(&format!("id=\"record-{nth}\"")).expect("a record");
        &refused.text()[start..start + refused.text()[start..].find("</fieldset>").expect("it ends")]
    };
    assert!(!at(0).contains("role=\"alert\""), "{}", at(0));
    assert!(at(1).contains(&format!("href=\"/reports/{id}\"")), "{}", at(1));
    assert!(at(2).contains("href=\"#record-0\"") && at(2).contains("Report 1</a>"), "{}", at(2));
    assert!(at(3).contains("has already been suggested"), "{}", at(3));
    suggesting.post("/suggest/many", &filled(&refused, "send")).await.assert_status(303);
    assert_eq!(suggesting.inbox().await.list(InboxFilter::default()).await.expect("it works").len(), 2);
}

#[tokio::test]
async fn a_file_and_a_text_are_both_read() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let mut start = first_step(&suggesting).await;
    set(&mut start, "pasted", "title,url\nPasted,https://example.org/pasted\n");
    let file = ("a.bib", BIBTEX.as_bytes());
    let page = suggesting.gateway.post("/suggest/many", &MULTIPART, multipart(&start, Some(file))).await;
    let fields = filled(page.assert_status(200), "send");
    let titles = ["title-0", "title-1", "title-2"].map(|name| get(&fields, name));
    assert_eq!(titles, ["First of many", "Second & of many", "Pasted"]);
    // If one of them cannot be read, nothing is lost: the text is still there, and the file is still on the disk.
    set(&mut start, "pasted", "Only a sentence");
    let page = suggesting.gateway.post("/suggest/many", &MULTIPART, multipart(&start, Some(file))).await;
    let fields = filled(page.assert_status(422), "read");
    assert_eq!(get(&fields, "pasted"), "Only a sentence");
    assert!(page.text().contains("neither BibTeX, RIS, CSL-JSON nor a table"), "{page}");
}

#[tokio::test]
async fn nothing_is_lost_between_the_steps() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let csv = "title,url\r\n\"Pasted <b>\",https://example.org/pasted\r\n";
    let mut start = first_step(&suggesting).await;
    set(&mut start, "pasted", csv);
    set(&mut start, "step", "blank");
    let blank = suggesting.post("/suggest/many", &start).await;
    let mut fields = filled(blank.assert_status(200), "back");
    assert_eq!(get(&fields, "count"), "5");
    set(&mut fields, "title-1", "Typed");
    set(&mut fields, "address-1", "www.example.org/typed");
    set(&mut fields, "authors-1", "Eva\r\nLeo");
    set(&mut fields, "note-1", "Because.");
    let back = suggesting.post("/suggest/many", &fields).await;
    let fields = filled(back.assert_status(200), "read");
    assert_eq!(get(&fields, "pasted").replace("\r\n", "\n"), csv.replace("\r\n", "\n"));
    assert!(back.text().contains("The report that you typed is kept."), "{back}");
    let read = suggesting.post("/suggest/many", &fields).await;
    let fields = filled(read.assert_status(200), "send");
    assert_eq!(get(&fields, "count"), "2");
    let typed = ["title-0", "address-0", "authors-0", "note-0", "title-1"].map(|name| get(&fields, name));
    assert_eq!(typed, ["Typed", "www.example.org/typed", "Eva\r\nLeo", "Because.", "Pasted <b>"]);
}

#[tokio::test]
async fn an_address_that_cannot_be_used_comes_back_with_an_error() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let csl = r#"[{"type":"report","title":"A","URL":"javascript:alert(1)"},{"type":"report","title":"B","DOI":"10.1234/b"}]"#;
    for (document, address) in [
        ("title,url\nA,www.example.org/x\nB,https://example.org/b\n", "www.example.org/x"),
        (
            "@techreport{a, title={A}, url={www.example.org/x}}\n@techreport{b, title={B}, doi={10.1234/b}}",
            "www.example.org/x",
        ),
        (
            "TY  - RPRT\nTI  - A\nUR  - www.example.org/x\nER  - \nTY  - RPRT\nTI  - B\nDO  - 10.1234/b\nER  - \n",
            "www.example.org/x",
        ),
        (csl, "javascript:alert(1)"),
    ] {
        let mut start = first_step(&suggesting).await;
        set(&mut start, "pasted", document);
        let page = suggesting.post("/suggest/many", &start).await;
        let fields = filled(page.assert_status(200), "send");
        assert_eq!(get(&fields, "address-0"), address, "{document}");
        assert!(page.text().contains("id=\"address-0-error\""), "{page}");
        assert!(!page.text().contains("id=\"address-1-error\""), "{page}");
        suggesting.post("/suggest/many", &fields).await.assert_status(422);
    }
}

#[tokio::test]
async fn all_that_was_read_is_shown_and_can_be_corrected() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let document = "@techreport{a, title={A}, year={2021}, url={https://example.org/a}, doi={10.1234/a}, \
        author={Lopez, Ana and Perez, Leo}, institution={Rivers United}, keywords={dams, floods}, language={english}, \
        abstract={First.}, file={https://example.org/a.pdf}}";
    let mut start = first_step(&suggesting).await;
    set(&mut start, "pasted", document);
    let page = suggesting.post("/suggest/many", &start).await;
    let mut fields = filled(page.assert_status(200), "send");
    for (name, value) in [
        ("authors-0", "Ana Lopez\r\nLeo Perez"),
        ("abstract-0", "First."),
        ("kind-0", "report"),
        ("publishers-0", "Rivers United"),
        ("keywords-0", "dams\r\nfloods"),
        ("language-0", "en"),
        ("doi-0", "10.1234/a"),
    ] {
        assert_eq!(get(&fields, name), value, "{name}");
    }
    assert!(page.text().contains("https://example.org/a.pdf"), "other fields are shown for reading: {page}");
    set(&mut fields, "authors-0", "Ana Lopez\r\nIda");
    set(&mut fields, "kind-0", "brief");
    set(&mut fields, "keywords-0", "");
    set(&mut fields, "abstract-0", "First.\r\n\r\nSecond.");
    set(&mut fields, "language-0", "no language");
    let wrong = suggesting.post("/suggest/many", &fields).await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("<details open") && wrong.text().contains("language-0-error"), "{wrong}");
    let mut fields = filled(&wrong, "send");
    set(&mut fields, "language-0", "es");
    let sent = suggesting.post("/suggest/many", &fields).await;
    let path = location(sent.assert_status(303));
    let inbox = suggesting.inbox().await;
    let found = &inbox.list(InboxFilter::default()).await.expect("it works")[0].fields;
    assert_eq!(found["authors"], serde_json::json!([{ "name": "Ana Lopez" }, { "name": "Ida" }]));
    assert_eq!(
        (&found["kind"], &found["abstract"], &found["language"], found.get("keywords")),
        (&"brief".into(), &"First.\n\nSecond.".into(), &"es".into(), None)
    );

    // The private page shows and corrects the same, and who sent it.
    let page = suggesting.gateway.get(&path).await;
    let mut form = Filled::of_class(&page, "suggest");
    assert_eq!(
        (form.get("authors-1"), form.get("abstract-1")),
        ("Ana Lopez\r\nIda", "First.\r\n\r\nSecond.")
    );
    form.set("authors-1", "Ana Lopez").set("publishers-1", "").set("do", "correct");
    suggesting.post(&path, &form.pairs).await.assert_status(303);
    let found = inbox.list(InboxFilter::default()).await.expect("it works");
    assert_eq!(found[0].fields["authors"], serde_json::json!([{ "name": "Ana Lopez" }]));
    assert_eq!(found[0].fields.get("publishers"), None);
    assert_eq!(found[0].fields["files"][0]["url"], "https://example.org/a.pdf");
    let sender = |email: &str| {
        pairs(&[("do", "sender"), ("organization", "Rivers United"), ("name", "Ana"), ("email", email)])
    };
    let wrong = suggesting.post(&path, &sender("nobody")).await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("value=\"nobody\"") && wrong.text().contains("email-error"), "{wrong}");
    suggesting.post(&path, &sender("ana@example.org")).await.assert_status(303);
    let sent = &inbox.list(InboxFilter::default()).await.expect("it works")[0].sender;
    assert_eq!(
        (sent.email.as_deref(), sent.organization.as_deref()),
        (Some("ana@example.org"), Some("Rivers United"))
    );
    let page = suggesting.gateway.get(&path).await;
    assert!(page.text().contains("Rivers United") && page.text().contains("ana@example.org"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_in_the_words_of_the_visitor() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let broken = r#"[{"type":"report","title":"x","DOI":"10.1234/x"},5]"#;
    for (document, status, english, spanish) in [
        ("garbage here", 422, "This is neither BibTeX", "Esto no es BibTeX"),
        ("\u{1}\u{2},\u{3}\n1,2\n", 422, "This ", "Est"),
        ("color,size\nred,1\n", 422, "columns have other names", "columnas tienen otros nombres"),
        (broken, 200, "The record at line 1 has an error", "El registro en la línea 1 tiene un error"),
    ] {
        for (prefix, words) in [("", english), ("/es", spanish)] {
            let mut start = first_step(&suggesting).await;
            set(&mut start, "pasted", document);
            let page = suggesting.post(&format!("{prefix}/suggest/many"), &start).await;
            page.assert_status(status);
            assert!(page.text().contains(words), "{words}: {page}");
            for raw in ["--as", "--map", "struct Cited", "feedgate reads"] {
                assert!(!page.text().contains(raw), "{raw}: {page}");
            }
        }
    }
}
