//! The program itself, run as people run it.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::support::root;

/// Longer than anything here takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// All commands.
pub(crate) const COMMANDS: [&str; 19] = [
    "serve",
    "check",
    "render",
    "doctor",
    "add",
    "import",
    "withdraw",
    "rename-topic",
    "stamp",
    "fmt",
    "export",
    "hub",
    "suggestions",
    "desk",
    "init",
    "schema",
    "templates",
    "man",
    "completions",
];

/// The program with arguments, in the repository's root and with no other setting from outside.
pub(crate) fn feedgate<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_feedgate"));
    command.args(arguments).current_dir(root()).env_clear();
    // Many run at once.
    command.env("FEEDGATE_ADMIN__LISTEN", "127.0.0.1:0");
    // Not that of a gateway which somebody runs in this folder.
    command.env("FEEDGATE_STATE__DATABASE", "target/no-such-folder/feedgate.db");
    command
}

/// The program with a collection file to serve on a free port.
pub(crate) fn serve(collection: &str) -> Command {
    feedgate(["--collection", collection, "--listen", "127.0.0.1:0"])
}

/// A file of `tests/collections`, as an argument.
pub(crate) fn collection(name: &str) -> String {
    format!("tests/collections/{name}")
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Ended {
    let output = command.stdin(Stdio::null()).output().expect("the program can be run");
    Ended::of(format!("{command:?}"), output)
}

/// A run that is over; prints itself when an assertion fails.
pub(crate) struct Ended {
    command: String,
    code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn of(command: String, output: Output) -> Ended {
        Ended {
            command,
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    #[track_caller]
    pub(crate) fn assert_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// Asserts that people are told something.
    #[track_caller]
    pub(crate) fn assert_tells(&self, part: &str) -> &Self {
        assert!(self.stderr.contains(part), "{part:?} is not told by {self}");
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("UTF-8")
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ended { command, code, stdout, stderr } = self;
        write!(f, "{command}\nended with {code:?}\n{}\n{stderr}", String::from_utf8_lossy(stdout))
    }
}

/// A gateway in a process of its own, which ends when it is dropped.
pub(crate) struct Serving {
    process: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// The same of the listener for operators.
    pub(crate) admin: String,
    log: Receiver<String>,
    /// What it said until it served.
    beginning: Vec<String>,
}

impl Serving {
    /// Runs a command that serves, and waits until it says where.
    pub(crate) fn start(command: &mut Command) -> Serving {
        let mut process = command.stderr(Stdio::piped()).spawn().expect("the program can be run");
        let stderr = BufReader::new(process.stderr.take().expect("it is piped"));
        let (told, log) = mpsc::channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        let (address, admin) = (String::new(), String::new());
        let mut serving = Serving { process, address, admin, log, beginning: Vec::new() };
        serving.beginning = serving.log_until(" listen=");
        serving.address = serving.said(" listen=").expect("it waited for that");
        serving.admin = serving.said(" admin=").unwrap_or_default();
        serving
    }

    /// What it said until it served.
    pub(crate) fn beginning(&self) -> &[String] {
        &self.beginning
    }

    /// What followed a mark in the log of the beginning.
    fn said(&self, mark: &str) -> Option<String> {
        let (_, rest) = self.beginning.iter().find_map(|line| line.split_once(mark))?;
        Some(rest.trim().to_owned())
    }

    /// The log from the beginning until it served.
    pub(crate) fn log_so_far(&self) -> String {
        self.beginning.join("\n")
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until the log has a line with `mark`, and gives what follows it there.
    pub(crate) fn wait_for(&self, mark: &str) -> String {
        let lines = self.log_until(mark);
        let (_, rest) = lines.last().and_then(|line| line.split_once(mark)).expect("the last line has it");
        rest.to_owned()
    }

    /// The log's lines that were not looked at yet, up to one with `mark`.
    pub(crate) fn log_until(&self, mark: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.log.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|error| panic!("{mark:?} is not in the log: {error}: {lines:#?}"));
            let last = line.contains(mark);
            lines.push(line);
            if last {
                return lines;
            }
        }
    }

    /// Sends a GET that asks to close the connection after its reply.
    pub(crate) fn ask(&self, target: &str) -> TcpStream {
        begin_to_ask(&self.address, target)
    }

    /// Header and body of the reply to a GET.
    pub(crate) fn get(&self, target: &str) -> (String, Vec<u8>) {
        ask(&self.address, target)
    }

    /// Tells it to end, as whoever runs services does.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.process.id());
        let told = Command::new("sh").args(["-c", &kill]).status().expect("a shell");
        assert!(told.success(), "{kill}: {told}");
    }

    /// Waits until it no longer takes connections.
    pub(crate) fn wait_until_it_no_longer_listens(&self) {
        let begun = Instant::now();
        while TcpStream::connect(&self.address).is_ok() {
            assert!(begun.elapsed() < PATIENCE, "it still listens");
            thread::yield_now();
        }
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.process.wait().expect("it is a child of this process")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a GET that asks to close the connection after its reply.
fn begin_to_ask(address: &str, target: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the connection is open");
    stream
}

/// Header and body of the reply to a GET.
pub(crate) fn ask(address: &str, target: &str) -> (String, Vec<u8>) {
    let mut reply = Vec::new();
    begin_to_ask(address, target).read_to_end(&mut reply).expect("a whole reply");
    let end = reply.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a header");
    let body = reply.split_off(end + 4);
    (String::from_utf8(reply).expect("a header of plain text"), body)
}

/// The text of a path, for arguments.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}
