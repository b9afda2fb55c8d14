//! feedgate, running in its own process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, kill_process};

const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/feedgate.toml");

/// A gateway that ends when this is dropped.
pub(crate) struct Serving {
    process: Child,
    pub(crate) origin: String,
}

impl Serving {
    pub(crate) fn start(feedgate: &Path, collection: &Path) -> anyhow::Result<Serving> {
        let examples = std::env::current_exe()?;
        let built =
            examples.parent().and_then(Path::parent).context("examples stand in a folder of a build")?;
        let mut process = Command::new(built.join("feedgate"))
            .args(["--config", SETTINGS, "--listen", "127.0.0.1:0", "--collection"])
            .arg(collection)
            .env_clear()
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", feedgate.display()))?;
        let mut told = BufReader::new(process.stderr.take().context("standard error is piped")?).lines();
        let mut serving = Serving { process, origin: String::new() };
        for line in told.by_ref() {
            if let Some((_, origin)) = line?.split_once("serving http://") {
                serving.origin = format!("http://{}", origin.split_whitespace().next().unwrap_or_default());
                break;
            }
        }
        ensure!(!serving.origin.is_empty(), "feedgate did not start");
        // If nobody read its output, the process would block some day.
        std::thread::spawn(move || told.for_each(drop));
        Ok(serving)
    }

    /// Ends the process as a service manager would.
    pub(crate) fn end(mut self) -> anyhow::Result<()> {
        let id =
            i32::try_from(self.process.id()).ok().and_then(Pid::from_raw).context("a process has an id")?;
        kill_process(id, Signal::TERM)?;
        let ended = self.process.wait()?;
        ensure!(ended.success(), "feedgate ended with {ended}");
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // The process has already ended, unless something went wrong.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
