//! Settings: flags over environment over file over defaults. All faults are reported at once.

use std::fs;
use std::path::Path;

use feedgate::config::{self, Config, Flags};
use feedgate::http::client::Proxies;
use feedgate::http::{Limits, rate};

use super::program::{Ended, collection, feedgate, run, text};
use super::support::root;

const SHIPPED: &str = "config/feedgate.toml";

fn shipped() -> String {
    fs::read_to_string(root().join(SHIPPED)).expect("the settings that ship")
}

fn read(file: &Path) -> Config {
    config::read(Some(file), &Flags::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// A settings file in a folder of its own, and the folder.
fn file_of(content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("feedgate.toml");
    fs::write(&file, content).expect("a temporary folder can be written to");
    let file = text(&file).to_owned();
    (folder, file)
}

/// The public URL that a feed printed with these settings shows.
fn public_url(render: &Ended) -> String {
    let feed = render.assert_code(0).json();
    feed["feed_url"].as_str().expect("an address").trim_end_matches("feed.json").to_owned()
}

#[test]
fn the_settings_that_ship_are_the_defaults() {
    let shipped = read(&root().join(SHIPPED));

    let defaults = Config { collection: root().join("config/collection.json"), ..Config::default() };
    assert_eq!(shipped, defaults);
}

#[test]
fn the_settings_that_ship_name_every_setting() {
    // Each line `name = value` gets another value; then no setting may be as it was.
    let other_value = |line: &str| match line.trim_start_matches("# ").split_once(" = ") {
        Some(("public_url", _)) => "public_url = \"https://other.example/\"".to_owned(),
        Some(("collection", _)) => "collection = \"other.json\"".to_owned(),
        Some(("listen", _)) => "listen = \"[::1]:1\"".to_owned(),
        Some(("trusted", _)) => "trusted = [\"10.0.0.0/8\"]".to_owned(),
        Some(("header", _)) => "header = \"forwarded\"".to_owned(),
        Some(("preset", _)) => "preset = \"strict\"".to_owned(),
        Some((
            "certificate" | "key" | "cursor_key" | "name" | "accent" | "accent_dark" | "logo" | "links"
            | "footer" | "stylesheet" | "templates",
            _,
        )) => line.trim_start_matches("# ").to_owned(),
        Some(("filter", _)) => "filter = \"trace\"".to_owned(),
        Some(("format", _)) => "format = \"json\"".to_owned(),
        Some(("access_address", _)) => "access_address = \"whole\"".to_owned(),
        Some((name, number)) => match number.parse::<u64>() {
            Ok(number) => format!("{name} = {}", number + 1),
            Err(_) => line.to_owned(),
        },
        None => line.to_owned(),
    };
    let changed: Vec<String> = shipped().lines().map(other_value).collect();
    let (_folder, file) = file_of(&changed.join("\n"));

    // Written out, so that a new setting does not compile until it stands here.
    let Config {
        collection,
        reload,
        listen,
        public_url,
        workers,
        tls,
        feed,
        card_cache_age_secs,
        look,
        cursor_key,
        cache_bytes,
        file_bytes,
        limits,
        admin_listen,
        proxies,
        rate,
        log,
    } = read(Path::new(&file));
    let config::Feed { window, ttl_minutes, max_age_secs } = feed;
    let feedgate::feed::Options { archive_entries, archive_after_days, live_entries, live_bytes } = window;
    let config::Reload { debounce_ms, poll_secs } = reload;
    let config::Look { name, accent, accent_dark, logo, links, footer, stylesheet, templates } = look;
    let config::Log { filter, form, access_every, access_address } = log;
    let Limits {
        target_bytes,
        header_bytes,
        header_count,
        header_timeout_secs,
        idle_timeout_secs,
        reply_timeout_secs,
        connections,
        connections_per_address,
        http2_streams,
        http2_resets,
        drain_secs,
    } = limits;
    let Proxies { trusted, header } = proxies;
    let rate::Options { preset, per_minute, burst, clients } = rate;
    let defaults = Config::default();
    assert_ne!(collection, defaults.collection);
    assert_ne!(debounce_ms, defaults.reload.debounce_ms);
    assert_ne!(poll_secs, defaults.reload.poll_secs);
    assert_ne!(listen, defaults.listen);
    assert_ne!(public_url, defaults.public_url);
    assert_ne!(workers, defaults.workers);
    assert_ne!(tls, defaults.tls);
    assert_ne!(archive_entries, defaults.feed.window.archive_entries);
    assert_ne!(archive_after_days, defaults.feed.window.archive_after_days);
    assert_ne!(live_entries, defaults.feed.window.live_entries);
    assert_ne!(live_bytes, defaults.feed.window.live_bytes);
    assert_ne!(ttl_minutes, defaults.feed.ttl_minutes);
    assert_ne!(max_age_secs, defaults.feed.max_age_secs);
    assert_ne!(card_cache_age_secs, defaults.card_cache_age_secs);
    assert_ne!(name, defaults.look.name);
    assert_ne!(accent, defaults.look.accent);
    assert_ne!(accent_dark, defaults.look.accent_dark);
    assert_ne!(logo, defaults.look.logo);
    assert_ne!(links, defaults.look.links);
    assert_ne!(footer, defaults.look.footer);
    assert_ne!(stylesheet, defaults.look.stylesheet);
    assert_ne!(templates, defaults.look.templates);
    assert_ne!(cursor_key, defaults.cursor_key);
    assert_ne!(cache_bytes, defaults.cache_bytes);
    assert_ne!(file_bytes, defaults.file_bytes);
    assert_ne!(target_bytes, defaults.limits.target_bytes);
    assert_ne!(header_bytes, defaults.limits.header_bytes);
    assert_ne!(header_count, defaults.limits.header_count);
    assert_ne!(header_timeout_secs, defaults.limits.header_timeout_secs);
    assert_ne!(idle_timeout_secs, defaults.limits.idle_timeout_secs);
    assert_ne!(reply_timeout_secs, defaults.limits.reply_timeout_secs);
    assert_ne!(connections, defaults.limits.connections);
    assert_ne!(connections_per_address, defaults.limits.connections_per_address);
    assert_ne!(http2_streams, defaults.limits.http2_streams);
    assert_ne!(http2_resets, defaults.limits.http2_resets);
    assert_ne!(drain_secs, defaults.limits.drain_secs);
    assert_ne!(admin_listen, defaults.admin_listen);
    assert_ne!(filter, defaults.log.filter);
    assert_ne!(form, defaults.log.form);
    assert_ne!(access_every, defaults.log.access_every);
    assert_ne!(access_address, defaults.log.access_address);
    assert_ne!(trusted, defaults.proxies.trusted);
    assert_ne!(header, defaults.proxies.header);
    assert_ne!(preset, defaults.rate.preset);
    assert_ne!(per_minute, defaults.rate.per_minute);
    assert_ne!(burst, defaults.rate.burst);
    assert_ne!(clients, defaults.rate.clients);
}

#[test]
fn the_settings_that_ship_name_every_setting_of_acme() {
    // Beside a certificate from files they would be refused.
    let (_, section) =
        shipped().split_once("\n[tls]\n").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("[tls]");
    let acme =
        section.lines().take_while(|line| !line.starts_with('[')).filter(|line| line.contains("acme_"));
    let lines: Vec<&str> =
        acme.map(|line| line.trim_start_matches("# ")).filter(|line| line.contains(" = ")).collect();
    let (folder, file) = file_of(&format!("[tls]\n{}", lines.join("\n")));

    let Some(config::Tls::Acme(acme)) = read(Path::new(&file)).tls else { panic!("{lines:#?}") };

    let config::Acme { domains, contact, cache, directory, root } = acme;
    assert_eq!(domains, ["reports.example.org"]);
    assert_eq!(contact, ["mailto:keeper@example.org"]);
    assert_eq!(cache, folder.path().join("acme"));
    assert_eq!(directory.as_str(), "https://acme-staging-v02.api.letsencrypt.org/directory");
    assert_eq!(root, Some(folder.path().join("root.pem")));
}

#[test]
fn a_certificate_comes_from_two_files_or_by_acme() {
    let directory = "acme_directory = \"http://ca.example/\"";
    let wildcard = "\"*.example.org\": by ACME over the gateway's port each name is asked for by itself";
    for (tls, faults) in [
        ("certificate = \"c.pem\"", vec!["`tls.certificate` in FILE: `tls.key` must be set too"]),
        ("key = \"k.pem\"", vec!["`tls.key` in FILE: `tls.certificate` must be set too"]),
        ("certificate = \"\"\nkey = \"k.pem\"", vec!["`tls.certificate` in FILE: must not be empty"]),
        (
            "certificate = \"c.pem\"\nkey = \"k.pem\"\nacme_domains = [\"a.example\"]\nacme_cache = \"acme\"",
            vec![
                "`tls.acme_domains` in FILE: a certificate comes from files or by ACME: `tls.certificate` is set too",
            ],
        ),
        (
            "acme_domains = [\"a.example\"]",
            vec![
                "`tls.acme_domains` in FILE: `tls.acme_cache` must be set too: authorities give only so many certificates a week",
            ],
        ),
        ("acme_cache = \"acme\"", vec!["`tls.acme_cache` in FILE: means nothing without `tls.acme_domains`"]),
        (
            "acme_domains = []\nacme_cache = \"acme\"\nacme_contact = [\"keeper@example.org\"]\nDIRECTORY",
            vec![
                "`tls.acme_domains` in FILE: must name one at least",
                "`tls.acme_contact` in FILE: \"keeper@example.org\" is not a contact such as mailto:keeper@example.org",
                "`tls.acme_directory` in FILE: \"http://ca.example/\" is not an address that begins with https://",
            ],
        ),
        ("acme_domains = [\"*.example.org\"]\nacme_cache = \"acme\"", vec![wildcard]),
        (
            "acme_domains = [\"192.0.2.1\"]\nacme_cache = \"acme\"",
            vec!["`tls.acme_domains` in FILE: \"192.0.2.1\" is not a name such as reports.example.org"],
        ),
        ("acme_domains = \"a.example\"\nacme_cache = \"acme\"", vec!["`tls.acme_domains` in FILE: "]),
    ] {
        let (_folder, file) = file_of(&format!("[tls]\n{}", tls.replace("DIRECTORY", directory)));

        let check = run(&mut feedgate(["check", "--config", &file]));

        check.assert_code(2);
        for fault in &faults {
            check.assert_tells(&fault.replace("FILE", &file));
        }
        assert_eq!(check.stderr.lines().count(), faults.len(), "{check}");
    }
}

#[test]
fn with_tls_and_no_public_url_addresses_begin_with_https() {
    let (_folder, file) = file_of("[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"");
    let collection = root().join(collection("one_report.json"));

    let render =
        run(&mut feedgate(["render", "/feed.json", "--config", &file, "--collection", text(&collection)]));

    assert_eq!(public_url(&render), "https://127.0.0.1:8080/");
}

#[test]
fn a_flag_wins_over_the_environment_over_the_file_over_the_default() {
    let (_folder, file) = file_of("public_url = \"https://file.example/\"");
    let collection = root().join(collection("one_report.json"));
    let render = ["render", "/feed.json", "--collection", text(&collection)];

    let by_default = run(feedgate(render).current_dir(root().join("tests")));
    let by_file = run(feedgate(render).args(["--config", &file]));
    let by_environment = run(feedgate(render)
        .args(["--config", &file])
        .env("FEEDGATE_PUBLIC_URL", "https://environment.example/"));
    let by_flag = run(feedgate(render)
        .args(["--config", &file, "--public-url", "https://flag.example/"])
        .env("FEEDGATE_PUBLIC_URL", "https://environment.example/"));

    assert_eq!(public_url(&by_default), "http://127.0.0.1:8080/");
    assert_eq!(public_url(&by_file), "https://file.example/");
    assert_eq!(public_url(&by_environment), "https://environment.example/");
    assert_eq!(public_url(&by_flag), "https://flag.example/");
}

#[test]
fn the_environment_names_a_setting_by_two_underscores_for_the_dot() {
    let collection = collection("one_report.json");
    let mut command = feedgate(["render", "/feed.rss", "--collection", &collection]);

    let render = run(command.env("FEEDGATE_FEED__TTL_MINUTES", "77"));

    assert!(render.assert_code(0).text().contains("<ttl>77</ttl>"), "{render}");
}

#[test]
fn the_environment_may_name_the_settings_file() {
    let (_folder, file) = file_of("public_url = \"https://file.example/\"");
    let collection = collection("one_report.json");
    let mut command = feedgate(["render", "/feed.json", "--collection", &collection]);

    let render = run(command.env("FEEDGATE_CONFIG", &file));

    assert_eq!(public_url(&render), "https://file.example/");
}

#[test]
fn a_collection_in_the_settings_file_is_relative_to_that_file() {
    let (folder, file) = file_of("collection = \"own.json\"");
    fs::copy(root().join(collection("one_report.json")), folder.path().join("own.json")).expect("a copy");

    let check = run(&mut feedgate(["check", "--config", &file]));
    check.assert_code(0);

    let check =
        run(feedgate(["check", "--config", &file]).env("FEEDGATE_COLLECTION", collection("two_topics.json")));
    check.assert_code(0);
    assert!(check.text().starts_with("tests/collections/two_topics.json: good"), "{check}");
}

#[test]
fn an_address_of_ip_version_6_may_stand_in_the_environment() {
    let collection = collection("one_report.json");
    let mut command = feedgate(["render", "/feed.json", "--collection", &collection]);

    let render = run(command.env("FEEDGATE_LISTEN", "[::1]:8080"));

    assert_eq!(public_url(&render), "http://[::1]:8080/");
}

#[test]
fn a_network_of_proxies_may_be_written_in_every_usual_way() {
    let (_folder, file) =
        file_of("proxies.trusted = [\"10.0.0.0/8\", \"192.0.2.7\", \"fd00::1\", \"::ffff:10.0.0.0/104\"]");

    let trusted = read(Path::new(&file)).proxies.trusted;

    let written: Vec<String> = trusted.iter().map(ToString::to_string).collect();
    assert_eq!(written, ["10.0.0.0/8", "192.0.2.7/32", "fd00::1/128", "10.0.0.0/8"]);
}

#[test]
fn the_environment_may_name_several_proxies() {
    let collection = collection("one_report.json");
    let set = |networks| {
        run(feedgate(["check", "--collection", &collection]).env("FEEDGATE_PROXIES__TRUSTED", networks))
    };

    set("[\"10.0.0.0/8\", \"fd00::/8\"]").assert_code(0);
    set("[\"10.0.0.0/8\", \"everywhere\"]")
        .assert_code(2)
        .assert_tells("error: `proxies.trusted` in the environment: \"everywhere\" is not a network");
}

#[test]
fn every_bad_setting_is_told_at_once_with_where_it_stands() {
    let (_folder, file) = file_of(
        "\
listn = \"127.0.0.1:80\"
public_url = \"https://user:word@example.org/\"
[feed]
ttl_minutes = 0
max_age = 300
[limits]
header_bytes = -1
[proxies]
trusted = [\"10.0.0.0/33\"]
header = \"via\"
[rate]
preset = \"lenient\"
per_minute = 0
burst = 1000001
clients = 0
[log]
filter = \"a=b=c\"
",
    );

    let check = run(feedgate(["check", "--config", &file, "--listen", "everywhere"])
        .env("FEEDGATE_CACHE__BYTES", "much")
        .env("FEEDGATE_LIMITS__HEADER_TIMEOUT_SECS", "18446744073709551615")
        .env("FEEDGATE_LIMITS__DRAIN", "1"));

    check.assert_code(2);
    for fault in [
        "error: `listen` on the command line: \"everywhere\" is not an address and port such as".to_owned(),
        format!(
            "error: `public_url` in {file}: \"https://user:word@example.org/\" must have neither query, fragment nor user"
        ),
        format!("error: `feed.ttl_minutes` in {file}: must be more than 0"),
        format!("error: `limits.header_bytes` in {file}: "),
        format!("error: `proxies.trusted` in {file}: \"10.0.0.0/33\" is not a network such as"),
        format!("error: `proxies.header` in {file}: "),
        format!("error: `rate.preset` in {file}: "),
        format!("error: `rate.per_minute` in {file}: "),
        format!("error: `rate.burst` in {file}: must be at most 1000000"),
        format!("error: `rate.clients` in {file}: "),
        format!("error: `log.filter` in {file}: \"a=b=c\" is not a filter: "),
        "error: `cache.bytes` in the environment: ".to_owned(),
        "error: `limits.header_timeout_secs` in the environment: must be at most 3600".to_owned(),
        format!("error: unknown setting `listn` in {file}: did you mean `listen`?"),
        format!("error: unknown setting `feed.max_age` in {file}: did you mean `feed.max_age_secs`?"),
        "error: unknown setting `limits.drain` in the environment: did you mean `limits.drain_secs`?"
            .to_owned(),
    ] {
        check.assert_tells(&fault);
    }
    assert_eq!(check.stderr.lines().count(), 16, "{check}");
}

#[test]
fn bad_settings_are_told_by_every_command_that_reads_them() {
    for command in ["serve", "check", "render /feed.rss"] {
        let ended = run(&mut feedgate(command.split(' ').chain(["--listen", "everywhere"])));
        ended.assert_code(2).assert_tells("error: `listen` on the command line");
    }
}

#[test]
fn a_settings_file_that_is_asked_for_must_be_there() {
    let check = run(&mut feedgate(["check", "--config", "never/was.toml"]));

    check.assert_code(2).assert_tells("error: there is no settings file never/was.toml");
}

#[test]
fn a_settings_file_that_is_no_toml_is_told_with_the_line() {
    let (_folder, file) = file_of("listen = \"127.0.0.1:80\"\ncollection = \n");

    let check = run(&mut feedgate(["check", "--config", &file]));

    check.assert_code(2).assert_tells("TOML parse error at line 2").assert_tells(&file);
}

#[test]
fn an_unknown_flag_is_told() {
    let check = run(&mut feedgate(["check", "--colection", "x"]));

    check.assert_code(2).assert_tells("--colection").assert_tells("--collection");
}
