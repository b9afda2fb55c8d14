//! feedgate as a service: sockets that outlive it, notifications to systemd, and the files shipped for operators.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::program::{COMMANDS, Serving, ask, collection, feedgate, run, serve, text};
use super::support::root;

/// Longer than anything here takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program, started as systemd starts it: with a socket at descriptor 3. It comes as standard
/// input, because that is where the standard library can put one.
fn with_socket(socket: impl AsFd, name: &str) -> Command {
    let socket = socket.as_fd().try_clone_to_owned().expect("a descriptor to spare");
    let start =
        format!("LISTEN_FDS=1 LISTEN_FDNAMES={name} LISTEN_PID=$$ exec \"$0\" \"$@\" 3<&0 0</dev/null");
    let plain = serve(&collection("one_report.json"));
    let mut command = Command::new("sh");
    command.args(["-c", &start]).arg(plain.get_program()).args(plain.get_args());
    command.current_dir(root()).env_clear().env("FEEDGATE_ADMIN__LISTEN", "127.0.0.1:0");
    command.stdin(Stdio::from(socket));
    command
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    (listener, address)
}

#[test]
fn a_socket_that_is_handed_over_is_listened_on() {
    let (listener, address) = listener();

    let serving = Serving::start(&mut with_socket(listener, "public"));

    assert_eq!(serving.address, address.to_string());
    for _ in 0..10 {
        assert!(serving.get("/feed.atom").0.starts_with("HTTP/1.1 200 "));
    }
}

#[test]
fn a_socket_named_admin_is_for_operators() {
    let (listener, address) = listener();

    let serving = Serving::start(&mut with_socket(listener, "admin"));

    assert_ne!(serving.address, address.to_string());
    assert!(ask(&address.to_string(), "/readyz").0.starts_with("HTTP/1.1 200 "));
    assert!(serving.get("/feed.atom").0.starts_with("HTTP/1.1 200 "));
}

#[test]
fn sockets_for_another_process_are_left_alone() {
    let mut command = serve(&collection("one_report.json"));
    let serving = Serving::start(command.env("LISTEN_FDS", "1").env("LISTEN_PID", "1"));

    assert!(serving.get("/feed.atom").0.starts_with("HTTP/1.1 200 "));
}

#[test]
fn what_is_handed_over_and_no_tcp_listener_is_told() {
    let datagrams = UnixDatagram::unbound().expect("a socket");
    let refused = run_to_its_end(&mut with_socket(datagrams, "public"));
    assert_tells_why(
        &refused,
        "cannot listen on a socket that the service manager passed: fd 3 is not a valid tcp",
    );

    let file = fs::File::open(root().join("README.md")).expect("README.md");
    let refused = run_to_its_end(&mut with_socket(file, "public"));
    assert_tells_why(&refused, "fd 3 is not a socket");

    let (listener, address) = listener();
    let connection = TcpStream::connect(address).expect("it listens");
    let refused = run_to_its_end(&mut with_socket(connection, "public"));
    assert_tells_why(&refused, "is not a listening socket");
    drop(listener);
}

fn run_to_its_end(command: &mut Command) -> Output {
    command.output().expect("the program can be run")
}

#[track_caller]
fn assert_tells_why(output: &Output, why: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(why), "{why:?} is not in {told}");
}

#[test]
fn no_request_fails_while_one_gateway_follows_another() {
    let (listener, address) = listener();
    let over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let mut serving = Serving::start(&mut with_socket(&listener, "public"));
    let client = || {
        let (over, answered, address) = (over.clone(), answered.clone(), address.to_string());
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let (header, body) = ask(&address, "/feed.atom");
                assert!(header.starts_with("HTTP/1.1 200 "), "{header}");
                assert!(body.ends_with(b"</feed>") || body.ends_with(b"</feed>\n"), "a whole feed");
                answered.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    let clients: Vec<_> = (0..4).map(|_| client()).collect();

    for _ in 0..4 {
        until_there_are_more(&answered, 50);
        serving.terminate();
        assert!(serving.wait().success());
        serving = Serving::start(&mut with_socket(&listener, "public"));
    }
    until_there_are_more(&answered, 50);
    over.store(true, Ordering::Relaxed);

    for client in clients {
        client.join().expect("every request of it was answered");
    }
}

/// Waits until a count has grown by so many.
fn until_there_are_more(count: &AtomicUsize, more: usize) {
    let (begun, enough) = (Instant::now(), count.load(Ordering::Relaxed) + more);
    while count.load(Ordering::Relaxed) < enough {
        assert!(begun.elapsed() < PATIENCE, "nobody is answered");
        thread::yield_now();
    }
}

/// Where whoever runs the service hears how it goes.
struct Manager {
    folder: tempfile::TempDir,
    socket: UnixDatagram,
}

impl Manager {
    fn new() -> Manager {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let socket = UnixDatagram::bind(folder.path().join("notify")).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a limit");
        Manager { folder, socket }
    }

    fn of(&self, command: &mut Command) -> Serving {
        Serving::start(command.env("NOTIFY_SOCKET", self.folder.path().join("notify")))
    }

    fn hears(&self) -> String {
        let mut told = [0; 4096];
        let length = self.socket.recv(&mut told).expect("something is told");
        std::str::from_utf8(&told[..length]).expect("UTF-8").to_owned()
    }

    /// What is told next, besides that the watchdog need not bark.
    fn hears_news(&self) -> String {
        loop {
            let told = self.hears();
            if told != "WATCHDOG=1\n" {
                return told;
            }
        }
    }
}

#[test]
fn the_manager_of_services_is_told_how_it_goes() {
    let manager = Manager::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("collection.json");
    fs::copy(root().join(collection("one_report.json")), &file).expect("a copy");
    let mut command = serve(text(&file));
    let serving = manager.of(command.env("WATCHDOG_USEC", "200000"));

    assert_eq!(manager.hears(), format!("READY=1\nSTATUS=Serving http://{}/\n", serving.address));
    for _ in 0..3 {
        assert_eq!(manager.hears(), "WATCHDOG=1\n");
    }

    serving.signal("HUP");
    let reloading = manager.hears_news();
    let since = reloading.strip_prefix("RELOADING=1\nMONOTONIC_USEC=").expect(&reloading);
    assert!(since.trim_end().parse::<u64>().expect("a time") > 0);
    assert_eq!(manager.hears_news(), format!("READY=1\nSTATUS=Serving http://{}/\n", serving.address));

    // A bad file is served on without, and the service is no less ready for it.
    fs::write(&file, "{").expect("it can be written");
    let told = manager.hears_news();
    assert!(told.starts_with("STATUS=Serving ") && told.contains(", an older version: "), "{told}");
    serving.signal("HUP");
    assert!(manager.hears_news().starts_with("RELOADING=1\n"));
    let told = manager.hears_news();
    assert!(told.starts_with("READY=1\nSTATUS=") && told.contains(", an older version: "), "{told}");
    assert_eq!(told.lines().count(), 2);

    serving.terminate();
    assert!(manager.hears_news().starts_with("STOPPING=1\n"));
    assert!(serving.wait().success());
}

#[test]
fn without_a_watchdog_there_is_nothing_to_feed() {
    let manager = Manager::new();
    let mut command = serve(&collection("one_report.json"));
    let serving = manager.of(&mut command);

    assert!(manager.hears().starts_with("READY=1\n"));
    serving.terminate();
    assert!(manager.hears().starts_with("STOPPING=1\n"));
    assert!(serving.wait().success());
}

#[test]
fn as_many_files_may_be_open_as_the_system_lets() {
    let limits = |soft: u32, hard: u32| {
        let plain = serve(&collection("one_report.json"));
        let start = format!("ulimit -Sn {soft} && ulimit -Hn {hard} && exec \"$0\" \"$@\"");
        let mut command = Command::new("bash");
        command.args(["-c", &start]).arg(plain.get_program()).args(plain.get_args());
        command.current_dir(root()).env_clear().env("FEEDGATE_ADMIN__LISTEN", "127.0.0.1:0");
        command.env("FEEDGATE_HUB__ENABLED", "false");
        command
    };
    let serving = Serving::start(limits(256, 1000).env("FEEDGATE_LIMITS__CONNECTIONS", "900"));
    let told = fs::read_to_string(format!("/proc/{}/limits", serving.id())).expect("the limits of a process");
    let open_files = told.lines().find(|line| line.starts_with("Max open files")).expect("that limit");
    let limits_told: Vec<_> = open_files.split_whitespace().skip(3).take(2).collect();
    assert_eq!(limits_told, ["1000", "1000"]);
    assert!(!serving.log_so_far().contains("fewer files"));

    let serving = Serving::start(limits(256, 1000).env("FEEDGATE_LIMITS__CONNECTIONS", "901"));
    let told = serving.log_so_far();
    assert!(told.contains("allows fewer open files") && told.contains("wanted=1001"), "{told}");

    let mut with_hub = limits(256, 1000);
    with_hub.env("FEEDGATE_LIMITS__CONNECTIONS", "892").env("FEEDGATE_HUB__ENABLED", "true");
    let serving = Serving::start(with_hub.env("FEEDGATE_HUB__CONCURRENCY", "1"));
    let told = serving.log_so_far();
    assert!(told.contains("wanted=1001"), "one delivery, and eight that wait for an answer: {told}");
}

#[test]
fn the_man_page_names_every_command_and_is_well_formed() {
    let page = run(&mut feedgate(["man"]));
    page.assert_code(0);
    for part in [".TH feedgate 1", "NAME", "SYNOPSIS", "OPTIONS", "SUBCOMMANDS", "public\\-url"] {
        assert!(page.text().contains(part), "{part} is not in {page}");
    }
    for command in COMMANDS {
        // troff would take a hyphen for a place to break the line.
        let command = command.replace('-', "\\-");
        assert!(page.text().contains(&format!("feedgate\\-{command}(1)")), "{command} is not in {page}");
    }
}

#[test]
fn every_command_has_a_man_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pages = folder.path().join("share/man/man1");
    run(&mut feedgate(["man", text(&pages)])).assert_code(0);

    let mut written: Vec<_> = fs::read_dir(&pages)
        .expect("it was made")
        .map(|page| page.expect("an entry").file_name().into_string().expect("a plain name"))
        .collect();
    let mut expected: Vec<_> = COMMANDS.iter().map(|command| format!("feedgate-{command}.1")).collect();
    expected.extend(["list", "password", "remove"].map(|command| format!("feedgate-desk-{command}.1")));
    expected.push("feedgate.1".to_owned());
    expected.extend(["list", "show", "drop", "retry"].map(|command| format!("feedgate-hub-{command}.1")));
    let of_suggestions = ["list", "show", "accept", "decline", "export"];
    expected.extend(of_suggestions.map(|command| format!("feedgate-suggestions-{command}.1")));
    written.sort();
    expected.sort();
    assert_eq!(written, expected);
    for name in written {
        assert_is_troff(&pages.join(name));
    }
}

/// Beyond what any machine can see, groff looks at it where it is installed.
fn assert_is_troff(page: &Path) {
    let text_of = fs::read_to_string(page).expect("a page");
    for section in [".TH ", ".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n"] {
        assert!(text_of.contains(section), "{section:?} is not in {}", page.display());
    }
    let groff = Command::new("groff").args(["-man", "-ww", "-z", text(page)]).output();
    match groff {
        Ok(looked) => {
            let told = String::from_utf8_lossy(&looked.stderr);
            assert!(looked.status.success() && told.is_empty(), "{}: {told}", page.display());
        }
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "groff: {error}"),
    }
}

#[test]
fn shells_can_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&mut feedgate(["completions", shell]));
        script.assert_code(0);
        for part in COMMANDS.iter().chain(&["public-url"]) {
            assert!(script.text().contains(part), "{part} is not in {script}");
        }
    }
    run(&mut feedgate(["completions", "tcsh"])).assert_code(2).assert_tells("possible values");
}

#[test]
fn bash_accepts_its_completions() {
    let script = run(&mut feedgate(["completions", "bash"]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("feedgate");
    fs::write(&file, &script.stdout).expect("it can be written");
    let looked = Command::new("bash").args(["-n", text(&file)]).output().expect("bash");
    assert!(looked.status.success(), "{}", String::from_utf8_lossy(&looked.stderr));
}

/// The keys of a unit file, each with its value, by section.
fn unit(name: &str) -> Vec<(String, String, String)> {
    let text = fs::read_to_string(root().join("config").join(name)).expect("a unit file");
    let mut section = String::new();
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => section = name.to_owned(),
            None => {
                let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{name}: {line}"));
                found.push((section.clone(), key.to_owned(), value.to_owned()));
            }
        }
    }
    found
}

fn value(unit: &[(String, String, String)], key: &str) -> String {
    let found = unit.iter().find(|(_, known, _)| known == key);
    found.unwrap_or_else(|| panic!("{key} is not set")).2.clone()
}

#[test]
fn the_unit_starts_what_there_is_and_allows_what_it_needs() {
    let service = unit("feedgate.service");
    assert_eq!(value(&service, "Type"), "notify");
    let start = value(&service, "ExecStart");
    let mut words = start.split_whitespace();
    assert_eq!(words.next(), Some("/usr/bin/feedgate"));
    assert_eq!(words.next(), Some("serve"));
    let help = run(&mut feedgate(["serve", "--help"]));
    for flag in words.filter(|word| word.starts_with("--")) {
        assert!(help.text().contains(flag), "{flag} is no flag: {help}");
    }

    let defaults = feedgate::config::Config::default().limits;
    let number = |key| value(&service, key).parse::<u64>().unwrap_or_else(|_| panic!("{key}: no number"));
    assert!(number("LimitNOFILE") >= defaults.connections as u64 + 100, "too few files");
    assert!(number("TimeoutStopSec") > defaults.drain_secs, "replies under way are cut off");
    let families = value(&service, "RestrictAddressFamilies");
    for family in ["AF_INET", "AF_INET6", "AF_UNIX"] {
        assert!(families.split(' ').any(|allowed| allowed == family), "{family} is not allowed");
    }
    assert_eq!(value(&service, "CapabilityBoundingSet"), "");

    let socket = unit("feedgate.socket");
    let listen = feedgate::config::Config::default().listen;
    assert_eq!(value(&socket, "ListenStream"), listen.to_string());
    assert_ne!(value(&socket, "FileDescriptorName"), "admin");
}

#[test]
fn systemd_knows_every_key_of_the_units() {
    let known = ["[Unit]", "[Service]", "[Socket]", "[Install]"];
    for (section, key, _) in unit("feedgate.service").into_iter().chain(unit("feedgate.socket")) {
        assert!(known.contains(&format!("[{section}]").as_str()), "{key} stands in [{section}]");
    }
    // The program need not be installed where tests run.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let service = fs::read_to_string(root().join("config/feedgate.service")).expect("the unit");
    let service = service.replace("/usr/bin/feedgate", env!("CARGO_BIN_EXE_feedgate"));
    fs::write(folder.path().join("feedgate.service"), service).expect("a copy");
    fs::copy(root().join("config/feedgate.socket"), folder.path().join("feedgate.socket")).expect("a copy");
    let mut verify = Command::new("systemd-analyze");
    let verified =
        verify.current_dir(&folder).args(["verify", "./feedgate.service", "./feedgate.socket"]).output();
    match verified {
        Ok(verified) => {
            let told = String::from_utf8_lossy(&verified.stderr);
            assert!(verified.status.success() && told.is_empty(), "{told}");
        }
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "systemd-analyze: {error}"),
    }
}

#[test]
fn the_container_is_told_settings_that_there_are() {
    let file = fs::read_to_string(root().join("config/Containerfile")).expect("the Containerfile");
    let mut set = 0;
    let mut command = feedgate(["render", "/feed.atom"]);
    for word in file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        if let Some((name, value)) = word.split_once('=')
            && name.starts_with("FEEDGATE_")
        {
            set += 1;
            command.env(name, value);
        }
    }
    assert_eq!(set, 5);
    command.env("FEEDGATE_COLLECTION", collection("one_report.json"));
    command.env("FEEDGATE_PUBLIC_URL", "https://reports.example.org/");
    run(&mut command).assert_code(0);
    let user = file.lines().find_map(|line| line.strip_prefix("USER ")).expect("a user");
    assert_ne!(user.split(':').next(), Some("0"));
    // Whatever comes with the build must be there.
    for line in file.lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from")) {
        let words: Vec<_> = line.split_whitespace().skip(1).collect();
        for source in &words[..words.len() - 1] {
            assert!(root().join(source).exists(), "{source} is not there");
        }
    }
}
