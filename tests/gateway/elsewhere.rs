//! Servers of others on this machine, which answer as a test tells them to.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// A request that a server got.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a server does on the connection.
pub(crate) enum Step {
    Send(Vec<u8>),
    /// Sends the same bytes until nobody reads them.
    Endless(Vec<u8>),
    Wait(Duration),
    Close,
}

/// A whole answer, after which the connection stays open.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let mut bytes = head(status, headers);
    bytes.truncate(bytes.len() - 2);
    bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
    bytes.extend(body);
    vec![Step::Send(bytes)]
}

/// The header of an answer.
pub(crate) fn head(status: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}\r\n").into_bytes()
}

type Act = dyn Fn(usize, &Asked) -> Vec<Step> + Send + Sync;

/// A server. It stops when it is dropped.
pub(crate) struct Elsewhere {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<Mutex<usize>>,
    _serving: JoinSet<()>,
}

impl Elsewhere {
    /// Answers each request with what `act` says, which is given how many were before it.
    pub(crate) async fn start(act: impl Fn(usize, &Asked) -> Vec<Step> + Send + Sync + 'static) -> Elsewhere {
        Elsewhere::serve(None, Arc::new(act)).await
    }

    /// The same, with TLS.
    pub(crate) async fn safe(
        tls: TlsAcceptor,
        act: impl Fn(usize, &Asked) -> Vec<Step> + Send + Sync + 'static,
    ) -> Elsewhere {
        Elsewhere::serve(Some(tls), Arc::new(act)).await
    }

    async fn serve(tls: Option<TlsAcceptor>, act: Arc<Act>) -> Elsewhere {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (asked, connections): (Arc<Mutex<Vec<Asked>>>, Arc<Mutex<usize>>) = Default::default();
        let mut serving = JoinSet::new();
        let (log, count) = (asked.clone(), connections.clone());
        serving.spawn(async move {
            let mut open: JoinSet<()> = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                *count.lock().expect("not poisoned") += 1;
                let (tls, act, log) = (tls.clone(), act.clone(), log.clone());
                open.spawn(async move {
                    match tls {
                        None => converse(stream, &*act, &log).await,
                        // Those who do not trust the certificate go away.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                converse(stream, &*act, &log).await;
                            }
                        }
                    }
                });
            }
        });
        Elsewhere { port, asked, connections, _serving: serving }
    }

    /// An address of this server.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("not poisoned").clone()
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().expect("not poisoned")
    }
}

fn converse<'c>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'c,
    act: &'c Act,
    log: &'c Mutex<Vec<Asked>>,
) -> Pin<Box<dyn Future<Output = ()> + Send + 'c>> {
    Box::pin(async move {
        let mut stream = BufReader::new(stream);
        while let Some(asked) = read(&mut stream).await {
            let before = {
                let mut log = log.lock().expect("not poisoned");
                log.push(asked.clone());
                log.len() - 1
            };
            for step in act(before, &asked) {
                if !take(&mut stream, step).await {
                    return;
                }
            }
        }
    })
}

/// Whether the connection goes on.
async fn take(stream: &mut (impl AsyncWrite + Unpin), step: Step) -> bool {
    match step {
        Step::Send(bytes) => stream.write_all(&bytes).await.is_ok() && stream.flush().await.is_ok(),
        Step::Endless(bytes) => {
            while stream.write_all(&bytes).await.is_ok() {}
            false
        }
        Step::Wait(time) => {
            tokio::time::sleep(time).await;
            true
        }
        Step::Close => {
            let _ = stream.shutdown().await;
            false
        }
    }
}

async fn read(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked { method, target, headers, body: Vec::new() };
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    asked.body.resize(length, 0);
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
}
