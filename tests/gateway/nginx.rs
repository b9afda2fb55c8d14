//! A real nginx.

use std::net::TcpStream;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Client;
use tempfile::TempDir;

use super::changing::{PATIENCE, folder, write};
use super::program::text;
use super::support::{Reply, send};

/// An nginx that ends when it is dropped.
pub(crate) struct Nginx {
    process: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    client: Client,
    _kept: TempDir,
}

impl Nginx {
    /// Starts it with what `http` contains for its address.
    pub(crate) fn start(http: impl FnOnce(&str) -> String) -> Nginx {
        let (kept, folder) = folder();
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = port.local_addr().expect("an address").to_string();
        drop(port);
        let http = http(&address);
        let own = text(&folder);
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {own}/{kind};"))
            .join(" ");
        // As root, nginx would otherwise read the files as another user, who may not.
        let user = if is_root() { "user root;" } else { "" };
        let config = format!(
            "{user} daemon off; pid {own}/pid; error_log {own}/errors; worker_processes 1; \
             events {{ worker_connections 64; }} http {{ access_log off; {temporary} {http} }}"
        );
        let file = folder.join("nginx.conf");
        write(&file, &config);
        let mut command = Command::new("nginx");
        command.args(["-e", &format!("{own}/errors"), "-p", own, "-c", text(&file)]);
        let process = command.spawn().expect("nginx can be run: `tests/run` installs it");
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let nginx = Nginx { process, address, client: client.expect("a client"), _kept: kept };
        let begun = Instant::now();
        while TcpStream::connect(&nginx.address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "nginx does not listen");
            thread::sleep(Duration::from_millis(10));
        }
        nginx
    }

    /// With a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        let request = self.client.get(format!("http://{}{target}", self.address));
        send(request, format!("GET {target} of nginx"), &[]).await
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // nginx ends its workers only if it is asked.
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.process.wait();
    }
}

/// Whether the tests run as root.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}
