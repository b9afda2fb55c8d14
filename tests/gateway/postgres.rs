//! A PostgreSQL server from Debian's packages, on a free port of this machine, which ends when it is dropped.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use feedgate::store::{Database, Store};
use tempfile::TempDir;

pub(crate) struct Postgres {
    server: Option<Child>,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    /// Starts a server with an empty database.
    pub(crate) async fn start() -> Postgres {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder");
        if is_root() {
            assert!(run(Command::new("chown").arg("-R").arg("postgres").arg(folder.path())), "chown works");
        }
        let made = run(program("initdb").arg("-D").arg(&data).args(["-U", "feedgate", "-A", "trust", "-N"]));
        assert!(made, "initdb works");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        Postgres { server: None, port, folder }.start_again().await
    }

    /// Starts the server after it was stopped.
    pub(crate) async fn start_again(mut self) -> Postgres {
        let mut server = program("postgres");
        server.arg("-D").arg(self.folder.path().join("data")).args(["-p", &self.port.to_string()]);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=50"]);
        server.arg("-k").arg(self.folder.path());
        self.server = Some(server.spawn().expect("postgres can be run"));
        let begun = Instant::now();
        while Store::open(&self.database()).await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "PostgreSQL does not answer");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self
    }

    /// Stops the server. Its data stays.
    pub(crate) fn stop(mut self) -> Postgres {
        self.end();
        self
    }

    fn end(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        // PostgreSQL then drops its connections and ends; what runs it for root became it.
        let _ = rustix::process::kill_process(
            rustix::process::Pid::from_child(&server),
            rustix::process::Signal::INT,
        );
        let _ = server.wait();
    }

    /// Its database, as the settings name it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://feedgate@127.0.0.1:{}/postgres", self.port)
    }

    pub(crate) fn database(&self) -> Database {
        Database::server(&self.url()).expect("an address of a server")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.end();
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// One of PostgreSQL's programs. It refuses to run as root.
fn program(name: &str) -> Command {
    let program = programs().join(name);
    let mut command = match is_root() {
        true => Command::new("setpriv"),
        false => Command::new(&program),
    };
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(&program);
    }
    // The folder of the repository may be closed to that user.
    command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The folder of PostgreSQL's programs: that of its newest version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    newest.expect("PostgreSQL is installed; `tests/run` installs it")
}

fn run(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}
