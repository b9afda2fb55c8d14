//! Settings: flags over environment over file over defaults. All faults are reported at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use feedgate::certificates::{self, AcmeOptions};
use feedgate::config::{self, Config, Flags};
use feedgate::settings::{FromSettings, Setting, SettingDefault};
use feedgate::source::RemoteOptions;
use feedgate::store::Database;

use super::program::{Ended, collection, feedgate, run, text};
use super::support::root;

const SHIPPED: &str = "config/feedgate.toml";

fn shipped() -> String {
    fs::read_to_string(root().join(SHIPPED)).expect("the settings that ship")
}

fn read(file: &Path) -> Config {
    config::read(Some(file), &Flags::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// A setting as a settings file has it.
struct Written {
    name: String,
    /// In TOML; an example if it is not set.
    value: String,
    is_set: bool,
    /// What is written above it, and above its neighbors if they share a comment.
    comment: String,
}

fn written(file: &str) -> Vec<Written> {
    let mut settings: Vec<Written> = Vec::new();
    let (mut section, mut comment, mut may_go_on) = (String::new(), String::new(), false);
    for line in file.lines() {
        let text = line.trim_start_matches("# ");
        let setting = text.split_once(" = ").filter(|(key, _)| {
            key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        });
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
            comment.clear();
        } else if let Some((key, value)) = setting {
            settings.push(Written {
                name: format!("{section}{key}"),
                value: value.to_owned(),
                is_set: text == line,
                comment: comment.clone(),
            });
            may_go_on = false;
        } else {
            if !may_go_on {
                comment.clear();
            }
            may_go_on = true;
            comment = format!("{comment} {text}");
        }
    }
    settings
}

/// A settings file in a folder of its own, and the folder.
pub(crate) fn file_of(content: &str) -> (tempfile::TempDir, String) {
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

    let defaults = Config {
        collection: root().join("config/collection.json").into(),
        remote: RemoteOptions { copy: root().join("config/feedgate.copy.json"), ..RemoteOptions::defaults() },
        database: Database::File(root().join("config/feedgate.db")),
        ..Config::default()
    };
    assert_eq!(shipped, defaults);
}

#[test]
fn the_settings_that_ship_name_every_setting_and_say_its_default() {
    let shipped = written(&shipped());

    let names: BTreeSet<&str> = shipped.iter().map(|setting| setting.name.as_str()).collect();
    let declared = config::settings();
    assert_eq!(names, declared.iter().map(|setting| setting.name).collect());
    for Setting { name, default } in declared {
        let found = shipped.iter().find(|found| found.name == name).expect("it was found above");
        match default {
            // These paths are seen from the file here; that they are the defaults is shown above.
            SettingDefault::Value(_) if matches!(name, "collection" | "remote.copy" | "state.database") => {
                assert!(found.is_set)
            }
            SettingDefault::Value(value) => {
                assert_eq!((found.is_set, &found.value), (true, &value), "{name}")
            }
            SettingDefault::NotSet(words) => {
                assert!(!found.is_set, "{name} is not set by default");
                let words = format!("Not set: {words}");
                assert!(found.comment.contains(&words), "{name}: no {words:?} in {:?}", found.comment);
            }
        }
    }
}

#[test]
fn every_setting_is_read_where_it_is_declared() {
    // Those of TLS only go together, as do those of the webhook and of mail; other tests read them.
    let together = ["tls.", "inbox.webhook_", "inbox.mail_"];
    let goes_alone = |name: &str| !together.iter().any(|beginning| name.starts_with(beginning));
    for setting in written(&shipped()).iter().filter(|setting| goes_alone(&setting.name)) {
        let other = match setting.name.as_str() {
            "collection" | "remote.copy" => "\"other.json\"".to_owned(),
            "listen" | "admin.listen" => "\"[::1]:1\"".to_owned(),
            "proxies.trusted" => "[\"10.0.0.0/8\"]".to_owned(),
            "proxies.header" => "\"forwarded\"".to_owned(),
            "rate.preset" => "\"strict\"".to_owned(),
            "hub.enabled" | "inbox.enabled" | "desk.writes" => "false".to_owned(),
            "desk.https" => "true".to_owned(),
            "hub.others" => "[\"https://hub.example.org/\"]".to_owned(),
            "hub.signature" => "\"sha512\"".to_owned(),
            "hub.callback_schemes" => "[\"https\"]".to_owned(),
            "hub.callback_ports" => "[\"443\", \"8000-9000\"]".to_owned(),
            "hub.allow_networks" => "[\"10.0.0.0/8\"]".to_owned(),
            "state.database" => "\"postgres://feedgate@db.example.org/feedgate\"".to_owned(),
            "reload.stamp" => "true".to_owned(),
            "log.filter" => "\"trace\"".to_owned(),
            "log.format" => "\"json\"".to_owned(),
            "log.access_address" => "\"whole\"".to_owned(),
            _ if setting.is_set => (setting.value.parse::<u64>().expect("a number") + 1).to_string(),
            _ => setting.value.clone(),
        };
        let (_folder, file) = file_of(&format!("{} = {other}", setting.name));
        assert_ne!(read(Path::new(&file)), Config::default(), "{}", setting.name);
    }
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

    let Some(certificates::Options::Acme(acme)) = read(Path::new(&file)).tls else { panic!("{lines:#?}") };

    let AcmeOptions { domains, contact, cache, directory, root } = acme;
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
fn what_kubernetes_sets_beside_a_service_of_this_name_is_no_setting() {
    let collection = collection("one_report.json");
    let check = || feedgate(["check", "--collection", &collection]);
    let of_services = [
        ("FEEDGATE_PORT", "tcp://10.96.0.7:80"),
        ("FEEDGATE_SERVICE_HOST", "10.96.0.7"),
        ("FEEDGATE_SERVICE_PORT", "80"),
        ("FEEDGATE_SERVICE_PORT_HTTP", "80"),
        ("FEEDGATE_PORT_80_TCP", "tcp://10.96.0.7:80"),
        ("FEEDGATE_PORT_80_TCP_PROTO", "tcp"),
        ("FEEDGATE_PORT_80_TCP_PORT", "80"),
        ("FEEDGATE_PORT_80_TCP_ADDR", "10.96.0.7"),
        ("FEEDGATE_ADMIN_PORT", "tcp://[fd00::8]:8081"),
        ("FEEDGATE_ADMIN_SERVICE_HOST", "fd00::8"),
        ("FEEDGATE_ADMIN_PORT_8081_TCP", "tcp://[fd00::8]:8081"),
    ];

    run(check().envs(of_services)).assert_code(0);

    // Other settings are read as before, and mistakes are still reported.
    run(check().envs(of_services).env("FEEDGATE_LIMITS__FILE_BYTES", "10")).assert_code(1);
    for (name, value, unknown) in [
        ("FEEDGATE_PORT", "8080", "port"),
        ("FEEDGATE_HOST", "127.0.0.1", "host"),
        ("FEEDGATE_LISTN", "127.0.0.1:80", "listn"),
        ("FEEDGATE_SERVICE_HOST", "reports.example.org", "service_host"),
    ] {
        let refused = run(check().envs(of_services).env(name, value));
        refused
            .assert_code(2)
            .assert_tells(&format!("error: unknown setting `{unknown}` in the environment"));
    }
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
            "error: `public_url` in {file}: \"https://user:word@example.org/\" must not have a query, a fragment or a user name"
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

    check.assert_code(2).assert_tells("error: the settings file never/was.toml does not exist");
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

#[test]
fn a_table_of_old_addresses_is_checked_at_the_start() {
    let (_folder, file) = file_of("[addresses.moved]\n\"/feed.rss\" = \"/feed.atom\"\n\"old\" = \"/\"\n");
    let (_other_folder, other) = file_of("addresses.moved = { \"/a\" = \"/b\", \"/b\" = \"/a\" }\n");

    for (file, faults) in [
        (&file, vec!["\"/feed.rss\" is an address of this gateway", "\"old\" must begin with a slash"]),
        (&other, vec!["leads back to itself"]),
    ] {
        let error = config::read(Some(Path::new(file)), &Flags::default()).expect_err("faults").to_string();
        for fault in faults {
            assert!(error.starts_with("`addresses.moved` in ") && error.contains(fault), "{error}");
        }
    }
}
