//! The way into the curators' desk: passwords, logins, sessions, cookies, and forms of other sites.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;

use super::changing::titled;
use super::desk_browser::{Browser, DeskGateway, FILE, Filled, PASSWORD};
use super::program::{Ended, feedgate, run, text};
use super::support::{Reply, TestClock, TestGateway, at};

fn clock() -> feedgate::collection::Instant {
    at("2024-06-01T12:00:00Z")
}

/// `feedgate desk …` with a database in a folder.
fn command(folder: &std::path::Path, arguments: &[&str], typed: Option<&str>) -> Ended {
    let collection = folder.join("c.json");
    let arguments = ["--collection", text(&collection), "desk"].into_iter().chain(arguments.iter().copied());
    let mut command = feedgate(arguments);
    command.env("FEEDGATE_STATE__DATABASE", folder.join("desk.db"));
    let Some(typed) = typed else { return run(&mut command) };
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    child.stdin.take().expect("it is piped").write_all(typed.as_bytes()).expect("it reads");
    Ended::of("feedgate desk".to_owned(), child.wait_with_output().expect("it ends"))
}

#[test]
fn curators_are_set_listed_and_removed_by_a_command() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    std::fs::write(at.join("c.json"), titled("C")).expect("a file");

    command(at, &["list"], None).assert_code(0).assert_tells("feedgate desk password NAME");
    command(at, &["remove", "Eva"], None).assert_code(1).assert_tells("there is no curator Eva");
    command(at, &["password", "Eva"], Some("too short\n"))
        .assert_code(1)
        .assert_tells("at least 12 characters");
    command(at, &["password", "Eva"], Some("aaaaaaaaaaaaaaaa\n"))
        .assert_code(1)
        .assert_tells("one character");
    command(at, &["password", "<b>"], Some("correct horse battery\n"))
        .assert_code(1)
        .assert_tells("the name");
    assert!(!at.join("desk.db").exists(), "nothing is kept before there is a curator");

    let set = command(at, &["password", " Eva "], Some("correct horse battery\n"));
    assert!(set.assert_code(0).text().contains("Eva may use the desk now."), "{set}");
    let again = command(at, &["password", "Eva"], Some("another long password"));
    assert!(again.assert_code(0).text().contains("Eva has a new password."), "{again}");
    let list = command(at, &["list"], None);
    assert!(list.assert_code(0).text().starts_with("Eva\t20"), "{list}");
    assert!(!list.text().contains("argon2"));
    command(at, &["remove", "Eva"], None).assert_code(0);
    assert_eq!(command(at, &["list"], None).text(), "");
}

#[test]
fn a_database_that_root_creates_belongs_to_the_owner_of_its_folder() {
    const NOBODY: u32 = 65_534;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    std::fs::write(at.join("c.json"), titled("C")).expect("a file");
    if std::fs::metadata(at).expect("it is there").uid() != 0 {
        return;
    }
    std::os::unix::fs::chown(at, Some(NOBODY), Some(NOBODY)).expect("root may");
    command(at, &["password", "Eva"], Some("correct horse battery\n")).assert_code(0);
    let files: Vec<_> =
        std::fs::read_dir(at).expect("a folder").map(|entry| entry.expect("an entry")).collect();
    for file in files.iter().filter(|file| file.file_name() != "c.json") {
        assert_eq!(file.metadata().expect("it is there").uid(), NOBODY, "{file:?}");
    }
}

#[tokio::test]
async fn a_desk_that_is_off_says_how_to_turn_it_on() {
    let desk = DeskGateway::off(&titled("C"), |_| {}, clock).await;
    let page = desk.gateway.at_desk("/desk", &[], None).await;
    page.assert_status(200);
    assert!(page.text().contains("feedgate desk password NAME"), "{page}");
    page.assert_no_header("set-cookie");
    for target in ["/desk/login", "/desk/reports"] {
        desk.gateway.at_desk(target, &[], None).await.assert_status(404);
    }
    desk.gateway.at_desk("/desk/login", &[], Some("name=Eva".to_owned())).await.assert_status(404);
    let spanish = desk.gateway.at_desk("/desk", &[("accept-language", "es")], None).await;
    assert!(spanish.text().contains("La mesa de curadores está apagada"), "{spanish}");

    desk.set_password("Eva", PASSWORD).await;
    desk.logged_in("Eva").await.get("/desk").await.assert_status(200);
}

#[tokio::test]
async fn operators_need_no_password() {
    let desk = DeskGateway::of(&titled("C")).await;
    for target in ["/healthz", "/readyz", "/metrics"] {
        desk.gateway.operator(target).await.assert_status(200).assert_no_header("set-cookie");
    }
    desk.gateway.at_desk("/desks", &[], None).await.assert_status(404);
    desk.gateway.at_desk("/healthz", &[], Some(String::new())).await.assert_status(405);
}

#[tokio::test]
async fn only_the_right_name_and_password_let_somebody_in() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut browser = desk.browser();
    browser.get("/desk").await.assert_status(303).assert_header("location", "/desk/login");
    browser.get("/desk/reports").await.assert_status(303).assert_header("location", "/desk/login");
    for (name, password) in
        [("Eva", "wrong horse battery"), ("Eva", ""), ("Ida", PASSWORD), ("", ""), ("eva", PASSWORD)]
    {
        let refused = browser.log_in(name, password).await;
        refused.assert_status(403);
        assert!(refused.text().contains("The name or the password is wrong."), "{refused}");
        assert!(!refused.text().contains(PASSWORD), "a password is never repeated: {refused}");
        browser.get("/desk").await.assert_status(303);
    }
    browser.log_in(" Eva ", PASSWORD).await.assert_status(303).assert_header("location", "/desk");
    let page = browser.get("/desk").await;
    page.assert_status(200);
    assert!(page.text().contains("Hello, Eva"), "{page}");
}

#[tokio::test]
async fn the_cookie_is_for_the_desk_alone() {
    let desk = DeskGateway::of(&titled("C")).await;
    let page = desk.gateway.at_desk("/desk/login", &[], None).await;
    let cookie = page.header("set-cookie").expect("a cookie");
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    assert_eq!(attributes, "Path=/desk; HttpOnly; SameSite=Strict");
    let (name, value) = pair.split_once('=').expect("a pair");
    assert_eq!((name, value.len()), ("feedgate-desk", 43));

    let browser = desk.logged_in("Eva").await;
    let cookie = browser.cookie.clone().expect("a cookie");
    for target in ["/", "/feed.atom", "/desk", "/desk/login"] {
        let public = desk.gateway.get_with(target, &[("cookie", &cookie)]).await;
        public.assert_no_header("set-cookie");
        assert!(!public.text().contains("Eva"), "{public}");
    }
    desk.gateway.get("/desk").await.assert_status(404);

    let desk = DeskGateway::with(&titled("C"), |config| config.desk.is_https = true, clock).await;
    let page = desk.gateway.at_desk("/desk/login", &[], None).await;
    let cookie = page.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Secure-feedgate-desk="), "{cookie}");
    assert!(cookie.ends_with("; Path=/desk; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    desk.logged_in("Eva").await.get("/desk").await.assert_status(200);
}

#[tokio::test]
async fn every_reply_of_the_desk_is_guarded() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut replies: Vec<Reply> = Vec::new();
    for target in
        ["/desk", "/desk/reports", "/desk/reports/a", "/desk/nothing", "/desk/login", "/desk/history"]
    {
        replies.push(browser.get(target).await);
    }
    replies.push(desk.gateway.at_desk("/desk", &[], None).await);
    for reply in &replies {
        let policy = reply.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
        reply.assert_header("x-frame-options", "DENY").assert_header("x-content-type-options", "nosniff");
        reply.assert_header("cache-control", "no-store").assert_header("x-robots-tag", "noindex");
        reply.assert_header("referrer-policy", "same-origin").assert_no_header("access-control-allow-origin");
        assert!(!reply.text().contains("<script") && !reply.text().contains(" style="), "{reply}");
    }
    let page = browser.get("/desk").await;
    let styles: Vec<&str> = page.text().split("<link rel=\"stylesheet\" href=\"").skip(1).collect();
    assert_eq!(styles.len(), 2);
    for style in styles {
        let style = desk.gateway.at_desk(style.split('"').next().expect("an address"), &[], None).await;
        style.assert_status(200).assert_header("content-type", "text/css; charset=utf-8");
        assert!(style.header("cache-control").expect("a field").contains("immutable"), "{style}");
    }
    desk.gateway.at_desk("/desk/assets/icon.svg", &[], None).await.assert_status(200);
    desk.gateway.at_desk("/desk/assets/../reports", &[], None).await;
    desk.gateway.at_desk("/desk/assets/other.css", &[], None).await.assert_status(404);
}

// — guessing —

#[tokio::test]
async fn guessing_is_slowed_down_even_with_the_right_password() {
    static CLOCK: TestClock = TestClock::new();
    let desk = DeskGateway::with(&titled("C"), |_| {}, || CLOCK.now()).await;
    let mut browser = desk.browser();
    for _ in 0..5 {
        browser.log_in("Eva", "wrong horse battery").await.assert_status(403);
    }
    let slow = browser.log_in("Eva", PASSWORD).await;
    slow.assert_status(429).assert_header("retry-after", "2");
    assert!(slow.text().contains("Try again in 2 seconds."), "{slow}");
    browser.log_in("Leo", PASSWORD).await.assert_status(303);
    CLOCK.advance(2);
    desk.browser().log_in("Eva", PASSWORD).await.assert_status(303);
}

#[tokio::test]
async fn many_guesses_at_once_are_no_way_around() {
    let desk = DeskGateway::of(&titled("C")).await;
    let guess = |number: usize| {
        let mut browser = desk.browser();
        async move { browser.log_in("Eva", &format!("wrong horse {number}")).await.status.as_u16() }
    };
    let guesses: Vec<_> = (0..12).map(guess).collect();
    let mut refused = 0;
    for status in futures_of(guesses).await {
        assert!(matches!(status, 403 | 429), "{status}");
        refused += usize::from(status == 429);
    }
    assert!(refused >= 7, "{refused}");
}

/// Runs futures at once, and gives their results.
async fn futures_of<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(move |context| {
        futures.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(one) => {
                done.push(one);
                false
            }
            std::task::Poll::Pending => true,
        });
        if futures.is_empty() {
            std::task::Poll::Ready(std::mem::take(&mut done))
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

// — sessions —

#[tokio::test]
async fn a_planted_cookie_is_worth_nothing_after_the_login() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut attacker = desk.browser();
    attacker.get("/desk/login").await.assert_status(200);
    let planted = attacker.cookie.clone().expect("a cookie");

    let mut victim = desk.browser();
    victim.cookie = Some(planted.clone());
    victim.log_in("Eva", PASSWORD).await.assert_status(303);
    assert_ne!(victim.cookie.as_ref(), Some(&planted));
    victim.get("/desk").await.assert_status(200);

    attacker.cookie = Some(planted);
    attacker.get("/desk").await.assert_status(303);
    // Nor is a cookie that somebody made up.
    attacker.cookie = Some(format!("feedgate-desk={}", "A".repeat(43)));
    attacker.get("/desk").await.assert_status(303);
}

#[tokio::test]
async fn what_was_sent_before_is_refused_after_the_logout() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut browser = desk.logged_in("Eva").await;
    let cookie = browser.cookie.clone();
    let mut form = browser.open("/desk/collection").await;
    form.set("description", "New.");
    let token = form.get("form").to_owned();
    let out = browser.ask("/desk/logout", Some(format!("form={token}"))).await;
    out.assert_status(303).assert_header("location", "/desk/login");
    assert!(out.header("set-cookie").expect("a cookie").contains("Max-Age=0"), "{out}");

    browser.cookie = cookie;
    browser.get("/desk").await.assert_status(303);
    browser.send(&form, "write").await.assert_status(403);
    assert_eq!(desk.text(), titled("C"));
    // A link cannot log anybody out.
    let mut leo = desk.logged_in("Leo").await;
    leo.get("/desk/logout").await.assert_status(303);
    leo.get("/desk").await.assert_status(200);
}

#[tokio::test]
async fn a_form_outlasts_the_login_that_it_was_filled_in_with() {
    static CLOCK: TestClock = TestClock::new();
    let desk = DeskGateway::with(FILE, |_| {}, || CLOCK.now()).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut form = eva.open("/desk/reports/two").await;
    form.set("title", "Typed \"for\" long").set("matters", "no").set("abstract", "One.\r\n\r\nTwo.");
    form.pairs.retain(|(name, value)| (name.as_str(), value.as_str()) != ("topics", "floods"));
    CLOCK.advance(31 * 60);
    for step in ["write", "review", "edit", "patch"] {
        let ended = eva.send(&form, step).await;
        ended.assert_status(403);
        assert!(ended.text().contains("Your login has ended"), "{ended}");
        let mut login = Filled::of(&ended);
        assert_eq!((login.action.as_str(), login.get("name")), ("/desk/login", ""));
        // A wrong password loses nothing either.
        login.set("name", "Eva").set("password", "wrong horse battery");
        let wrong = eva.send(&login, "log-in").await;
        let mut login = Filled::of(wrong.assert_status(403));
        login.set("name", "Eva").set("password", PASSWORD);
        let again = eva.send(&login, "log-in").await;
        again.assert_status(200);
        assert!(again.text().contains("You logged in again."), "{again}");
        assert!(!again.text().contains(PASSWORD), "{again}");
        let filled = Filled::of(&again);
        assert_eq!(filled.action, "/desk/reports/two");
        for name in ["title", "abstract", "matters", "authors.0.name", "guid"] {
            assert_eq!(filled.get(name), form.get(name), "{name}");
        }
        assert_eq!(filled.pairs.iter().filter(|(name, _)| name == "topics").count(), 1);
        assert_ne!(filled.get("form"), form.get("form"));
        assert_eq!(desk.text(), FILE, "nothing is done yet");
        CLOCK.advance(31 * 60);
        form.set("form", filled.get("form"));
    }
    let mut login = Filled::of(&eva.send(&form, "review").await);
    login.set("name", "Eva").set("password", PASSWORD);
    let filled = Filled::of(&eva.send(&login, "log-in").await);
    eva.write(&filled).await.assert_status(303);
    assert!(desk.text().contains(r#"Typed \"for\" long"#), "{}", desk.text());
}

#[tokio::test]
async fn a_form_of_an_earlier_login_is_shown_again_to_the_same_curator_alone() {
    let desk = DeskGateway::of(FILE).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut form = eva.open("/desk/reports/two").await;
    form.set("title", "Typed for long").set("matters", "yes");
    let mut decline = eva.open("/desk/collection").await;
    decline.set("description", "Also typed.");
    // Out and in again, in another tab.
    eva.log_in("Eva", PASSWORD).await.assert_status(303);
    for step in ["write", "review", "patch"] {
        let again = eva.send(&form, step).await;
        again.assert_status(403);
        assert!(again.text().contains("You logged in again."), "{again}");
        assert_eq!(Filled::of(&again).get("title"), "Typed for long");
        assert_eq!(desk.text(), FILE);
    }
    let again = eva.send(&decline, "write").await;
    assert_eq!(Filled::of(again.assert_status(403)).get("description"), "Also typed.");
    let filled = Filled::of(&eva.send(&form, "write").await);
    eva.write(&filled).await.assert_status(303);
    assert!(desk.text().contains("Typed for long"));

    // Nobody else sees it, and no other site can have a form shown that it filled in.
    let before = desk.text();
    let mut leo = desk.logged_in("Leo").await;
    let refused = leo.send(&form, "write").await;
    refused.assert_status(403);
    assert!(!refused.text().contains("Typed for long"), "{refused}");
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        for browser in [&mut eva, &mut desk.browser()] {
            browser.fields = vec![(name, value.to_owned())];
            let refused = browser.send(&form, "write").await;
            refused.assert_status(403);
            assert!(!refused.text().contains("Typed for long"), "{refused}");
        }
    }
    assert_eq!(desk.text(), before);
    // A password is never part of a page.
    eva.fields.clear();
    let mut password = eva.open("/desk/password").await;
    password.set("password", PASSWORD).set("new", "a new and long password");
    eva.cookie = None;
    let refused = eva.send(&password, "write").await;
    refused.assert_status(403);
    assert!(!refused.text().contains("a new and long password"), "{refused}");
}

#[tokio::test]
async fn a_session_ends_when_it_rests_and_at_the_latest_after_its_longest_time() {
    static CLOCK: TestClock = TestClock::new();
    let desk = DeskGateway::with(&titled("C"), |_| {}, || CLOCK.now()).await;
    let mut resting = desk.logged_in("Eva").await;
    CLOCK.advance(29 * 60);
    resting.get("/desk").await.assert_status(200);
    CLOCK.advance(29 * 60);
    resting.get("/desk").await.assert_status(200);
    CLOCK.advance(30 * 60);
    resting.get("/desk").await.assert_status(303);

    let mut busy = desk.logged_in("Eva").await;
    for _ in 0..(12 * 60 / 20 - 1) {
        CLOCK.advance(20 * 60);
        busy.get("/desk").await.assert_status(200);
    }
    CLOCK.advance(20 * 60);
    busy.get("/desk").await.assert_status(303);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let desk = DeskGateway::of(&titled("C")).await;
    let (mut one, mut other, mut leo) =
        (desk.logged_in("Eva").await, desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let mut form = one.open("/desk/password").await;
    let new = "a new and long password";
    for (old, chosen, again, why) in [
        ("wrong", new, new, "This is not your current password."),
        (PASSWORD, "short", "short", "needs at least 12 characters"),
        (PASSWORD, new, "another long password", "are different"),
    ] {
        form.set("password", old).set("new", chosen).set("again", again);
        let refused = one.send(&form, "write").await;
        refused.assert_status(422);
        assert!(refused.text().contains(why), "{refused}");
        assert!(!refused.text().contains(new), "a password is never repeated");
    }
    form.set("password", PASSWORD).set("new", new).set("again", new);
    one.send(&form, "write").await.assert_status(303).assert_header("location", "/desk?done=password");
    one.get("/desk").await.assert_status(200);
    other.get("/desk").await.assert_status(303);
    leo.get("/desk").await.assert_status(200);
    desk.browser().log_in("Eva", PASSWORD).await.assert_status(403);
    desk.browser().log_in("Eva", new).await.assert_status(303);

    // So does one that the command sets.
    desk.set_password("Leo", new).await;
    leo.get("/desk").await.assert_status(303);
}

// — forms of other sites —

#[tokio::test]
async fn a_form_counts_only_with_the_token_of_its_session() {
    let desk = DeskGateway::of(&titled("C")).await;
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let mut form = eva.open("/desk/collection").await;
    form.set("description", "New.");
    let of_leo = leo.open("/desk/collection").await.get("form").to_owned();
    let mut anonymous = desk.browser();
    let of_nobody = anonymous.open("/desk/login").await.get("form").to_owned();
    for wrong in ["", "x", &of_leo, &of_nobody, &"A".repeat(43)] {
        let mut forged = form.clone();
        forged.set("form", wrong);
        let refused = eva.send(&forged, "write").await;
        refused.assert_status(403);
        assert!(refused.text().contains("nothing was changed"), "{refused}");
    }
    let mut missing = form.clone();
    missing.pairs.retain(|(name, _)| name != "form");
    eva.send(&missing, "write").await.assert_status(403);
    assert_eq!(desk.text(), titled("C"));
    eva.send(&form, "write").await.assert_status(303);
    assert!(desk.text().contains("New."), "{}", desk.text());
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_by_what_the_browser_says() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/collection").await;
    form.set("description", "New.");
    let host = desk.gateway.admin.clone();
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "null"),
        ("origin", "https://evil.example"),
        ("origin", &desk.gateway.base.clone()),
    ] {
        browser.fields = vec![(name, value.to_owned())];
        let refused = browser.send(&form, "write").await;
        refused.assert_status(403);
        assert!(refused.text().contains("another website"), "{refused}");
    }
    assert_eq!(desk.text(), titled("C"));
    // The login too, so that nobody is logged in as somebody else.
    let mut stranger = desk.browser();
    let login = stranger.open("/desk/login").await;
    stranger.fields = vec![("sec-fetch-site", "cross-site".to_owned())];
    stranger.send(&login, "log-in").await.assert_status(403);

    browser.fields = vec![("origin", host)];
    browser.send(&form, "write").await.assert_status(303);
}

#[tokio::test]
async fn a_login_form_counts_only_in_the_browser_that_it_was_made_for() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut form = desk.browser().open("/desk/login").await;
    form.set("name", "Eva").set("password", PASSWORD);
    let mut other = desk.browser();
    other.send(&form, "log-in").await.assert_status(403);
    other.get("/desk/login").await;
    other.send(&form, "log-in").await.assert_status(403);
    other.get("/desk").await.assert_status(303);
}

// — the wire —

#[tokio::test]
async fn odd_requests_are_refused_in_words() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut browser: Browser<'_> = desk.logged_in("Eva").await;
    let large = format!("a={}", "x".repeat(3 * 1024 * 1024));
    browser.ask("/desk/collection", Some(large)).await.assert_status(413);
    let cookie = browser.cookie.clone().expect("a cookie");
    let fields = [("cookie", cookie.as_str()), ("content-type", "application/json")];
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let address = format!("{}/desk/collection", desk.gateway.admin);
    let sent =
        client.post(&address).header(fields[0].0, fields[0].1).header(fields[1].0, fields[1].1).body("{}");
    assert_eq!(sent.send().await.expect("a reply").status(), 415);
    assert_eq!(client.delete(&address).send().await.expect("a reply").status(), 405);
    let head = client.head(format!("{}/desk", desk.gateway.admin)).header("cookie", &cookie).send().await;
    assert_eq!(head.expect("a reply").status(), 200);
    for target in [
        "/desk/reports/%00",
        "/desk/reports/a/b/c",
        "/desk/history/x",
        "/desk/topics/none",
        "/desk//",
        "/desk/reports?page=99999999999",
    ] {
        let reply = browser.get(target).await;
        assert!(matches!(reply.status.as_u16(), 200 | 404), "{reply}");
    }
    let form = Filled::of(browser.get("/desk/collection").await.assert_status(200));
    browser.send(&form, "no such step").await.assert_status(422);
}

#[tokio::test]
async fn without_a_database_the_desk_says_so() {
    let desk = DeskGateway::of(&titled("C")).await;
    let mut browser = desk.logged_in("Eva").await;
    let feedgate::store::Database::File(path) = &desk.database else { panic!("a file") };
    std::fs::remove_file(path).expect("it is there");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    // Somebody moved it. To set a password now would begin another one.
    for target in ["/desk", "/desk/inbox", "/desk/login"] {
        let page = browser.get(target).await;
        page.assert_status(503);
        assert!(page.text().contains("The database does not work"), "{page}");
    }
    std::fs::create_dir(path).expect("a folder");
    let page = browser.get("/desk").await;
    page.assert_status(503);
    assert!(page.text().contains("The database does not work"), "{page}");
    let _: &TestGateway = &desk.gateway;
}

#[tokio::test]
async fn metrics_count_logins_changes_and_conflicts() {
    let desk = DeskGateway::of(FILE).await;
    desk.browser().log_in("Eva", "wrong horse battery").await.assert_status(403);
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let (mut of_eva, mut of_leo) = (eva.open("/desk/collection").await, leo.open("/desk/collection").await);
    of_eva.set("description", "Of Eva.");
    of_leo.set("description", "Of Leo.");
    eva.write(&of_eva).await.assert_status(303);
    leo.send(&of_leo, "write").await.assert_status(409);
    let metrics = desk.gateway.operator("/metrics").await;
    for line in [
        "feedgate_desk_logins_total 2",
        "feedgate_desk_logins_refused_total{reason=\"password\"} 1",
        "feedgate_desk_logins_refused_total{reason=\"wait\"} 0",
        "feedgate_desk_changes_total 1",
        "feedgate_desk_conflicts_total 1",
    ] {
        assert!(metrics.text().lines().any(|found| found == line), "{line} is not in {metrics}");
    }
}
