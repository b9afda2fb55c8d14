//! Why a request came to nothing.

use std::error::Error;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Why a request came to nothing. What a server answers is never an error, whatever its status is.
#[derive(Clone, Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum RequestError {
    #[error("{address:?} is not an address that begins with http:// or https://")]
    Address { address: String },
    #[error("the address {address} contains a user name or a password, which feedgate does not send")]
    Credentials { address: String },
    #[error("cannot find the address of {name}")]
    Lookup { name: String, source: Arc<io::Error> },
    #[error("{name} may not be connected to: {} is {what}", it(.name, .address))]
    Refused { name: String, address: IpAddr, what: &'static str, is_private: bool },
    #[error("cannot connect to {name}")]
    Connect { name: String, source: Arc<io::Error> },
    #[error("connecting to {name} took longer than {}", seconds(.limit))]
    ConnectTime { name: String, limit: Duration },
    #[error("no safe connection (TLS) to {name} can be made")]
    Tls { name: String, source: Arc<io::Error> },
    #[error("the connection to {address} broke")]
    Broken { address: String, source: Arc<dyn Error + Send + Sync> },
    #[error("{address} sent nothing for {}", seconds(.limit))]
    Idle { address: String, limit: Duration },
    #[error("{address} did not finish its answer within {}", seconds(.limit))]
    Time { address: String, limit: Duration },
    #[error("the answer of {address} is larger than {limit} bytes")]
    Size { address: String, limit: usize },
    #[error("the answer of {address} is compressed as {coding:?}, which feedgate did not ask for")]
    Coding { address: String, coding: String },
    #[error("the answer of {address} is said to be gzip, but cannot be decompressed")]
    Gzip { address: String, source: Arc<io::Error> },
    #[error("the answer of {address} cannot be written down")]
    Write { address: String, source: Arc<io::Error> },
    #[error("{address} redirects to {location:?}, which is no address of the web")]
    Location { address: String, location: String },
    #[error("{address} redirects from https to http, so others could read and change the answer: {location}")]
    Downgrade { address: String, location: String },
    #[error("{address} redirects again, after as many redirects as are allowed: {limit}")]
    Redirects { address: String, limit: usize },
}

impl RequestError {
    /// The error with its causes, in one line.
    pub fn in_a_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            line = format!("{line}: {error}");
            cause = error.source();
        }
        line
    }

    /// Whether the same request may succeed a little later.
    pub fn is_passing(&self) -> bool {
        match self {
            // A bad certificate stays bad; a connection that broke may hold the next time.
            RequestError::Tls { source, .. } => source.kind() != io::ErrorKind::InvalidData,
            RequestError::Lookup { .. }
            | RequestError::Connect { .. }
            | RequestError::ConnectTime { .. }
            | RequestError::Broken { .. }
            | RequestError::Gzip { .. }
            | RequestError::Write { .. }
            | RequestError::Idle { .. }
            | RequestError::Time { .. } => true,
            RequestError::Address { .. }
            | RequestError::Credentials { .. }
            | RequestError::Refused { .. }
            | RequestError::Size { .. }
            | RequestError::Coding { .. }
            | RequestError::Location { .. }
            | RequestError::Downgrade { .. }
            | RequestError::Redirects { .. } => false,
        }
    }
}

fn seconds(limit: &Duration) -> String {
    match limit.as_secs_f64() {
        1.0 => "1 second".into(),
        seconds => format!("{seconds} seconds"),
    }
}

/// How a sentence about `name` goes on: the address itself was given, or it was found by that name.
fn it(name: &str, address: &IpAddr) -> String {
    match name.parse::<IpAddr>().is_ok_and(|given| given == *address) {
        true => "it".into(),
        false => address.to_string(),
    }
}
