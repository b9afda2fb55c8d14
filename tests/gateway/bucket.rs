//! Stores that speak S3, in programs of others.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use super::program::text;
use super::read_back::python_with_readers;
use super::support::root;

/// moto, with a bucket named `bucket`.
pub(crate) struct Bucket {
    program: Child,
    said: BufReader<ChildStdout>,
    /// `http://127.0.0.1:PORT`
    pub(crate) address: String,
}

impl Bucket {
    pub(crate) fn start() -> Bucket {
        let script = root().join("tests/readers/store.py");
        let mut python = python_with_readers();
        let mut program = python
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python can be run");
        let said = BufReader::new(program.stdout.take().expect("it is piped"));
        let mut bucket = Bucket { program, said, address: String::new() };
        bucket.address = bucket.line();
        bucket
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).expect("a line");
        line.trim().to_owned()
    }

    /// Makes a file the collection in the bucket.
    pub(crate) fn put(&mut self, file: &Path) {
        self.ask(text(file), "put");
    }

    /// Copies all objects to a folder. Their attributes go to files beside it, in JSON.
    pub(crate) fn copy_to(&mut self, folder: &Path) {
        self.ask(&format!("to {}", text(folder)), "copied");
    }

    fn ask(&mut self, question: &str, answer: &str) {
        let input = self.program.stdin.as_mut().expect("it is piped");
        writeln!(input, "{question}").expect("it reads");
        assert_eq!(self.line(), answer);
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Gives a command the address of a store and keys for it.
pub(crate) fn with_keys<'c>(command: &'c mut Command, address: &str) -> &'c mut Command {
    command.envs([("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "very-secret")]);
    command.envs([("AWS_ENDPOINT", address), ("AWS_ALLOW_HTTP", "true")])
}
