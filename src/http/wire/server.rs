//! Accepts and refuses connections, and ends them all when the gateway ends.

use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch as channel;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::http::counters::Limit;

use super::connection::{Connection, End};
use super::conversation::{Answer, converse};
use super::open::{Open, Wire};

/// The wait after an accept error, long enough for a file descriptor to become free. Doubled while errors go on.
pub(super) const BACK_OFF: Duration = Duration::from_millis(50);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(1);
/// As many connections as a listening socket queues. Without this limit, new ones could delay the end forever.
const MOST_WAITING: usize = 4_096;
/// How long a refused client has to read the refusal.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// The text of a refusal when there are too many connections. It is sent before anything is read.
const FULL: &str = "Service unavailable\n\nThere is no room for more connections now.\n";
/// The value of `Retry-After` in a refusal.
const ROOM_SECS: u32 = 10;

impl Wire {
    /// Answers on listeners until `shutdown` completes. Then finishes the open connections, within `drain_secs`.
    ///
    /// Calls `give_memory_back` when connections have come to rest.
    ///
    /// # Cancellation
    /// Open connections are dropped.
    pub(in crate::http) async fn serve(
        self: &Arc<Wire>,
        listeners: Vec<TcpListener>,
        answer: impl Answer,
        give_memory_back: fn(),
        shutdown: impl Future<Output = ()>,
    ) {
        let limits = &self.options.limits;
        let (open, closing) = channel::channel(());
        let mut accepting = JoinSet::new();
        for listener in listeners {
            accepting.spawn(accept(listener, self.clone(), answer.clone(), closing.clone()));
        }
        let looking = self.watch.look(limits, &self.counters, give_memory_back);
        tokio::select! {
            () = shutdown => {}
            () = looking => {}
        }
        drop(open);
        while let Some(closed) = accepting.join_next().await {
            closed.expect("accepting does not panic");
        }
        self.watch.end_all(End::Graceful);
        if timeout(limits.drain(), self.watch.ended()).await.is_err() {
            self.watch.end_all(End::AtOnce);
            tracing::warn!(
                seconds = limits.drain_secs,
                "connections were still open at the end of `limits.drain_secs`"
            );
        }
    }
}

/// Accepts connections until it is told to close. Then also accepts those that wait already, because the system
/// would reset them.
async fn accept(
    listener: TcpListener,
    wire: Arc<Wire>,
    answer: impl Answer,
    mut closing: channel::Receiver<()>,
) {
    let mut back_off = BACK_OFF;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.changed() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                back_off = BACK_OFF;
                take(stream, peer, &wire, &answer);
            }
            // The peer has already left. There is no reason to wait.
            Err(error) if is_of_the_peer(&error) => {
                tracing::debug!(%error, "a connection was closed before it was accepted");
            }
            Err(error) => {
                wire.counters.accept_errors.add(1);
                let duration_ms = back_off.as_millis();
                tracing::warn!(%error, duration_ms, "cannot accept connections for a while");
                tokio::time::sleep(back_off).await;
                back_off = (back_off * 2).min(LONGEST_BACK_OFF);
            }
        }
    }
    if let Err(error) = take_waiting(listener, |stream, peer| take(stream, peer, &wire, &answer)) {
        tracing::warn!(%error, "cannot accept the last connections");
    }
}

/// Accepts from the system directly. The runtime may not know of the last ones yet, and gives a task only a few at
/// a time.
fn take_waiting(listener: TcpListener, mut take: impl FnMut(TcpStream, SocketAddr)) -> io::Result<()> {
    let listener = listener.into_std()?;
    for _ in 0..MOST_WAITING {
        match listener.accept() {
            Ok((stream, peer)) => {
                stream.set_nonblocking(true)?;
                take(TcpStream::from_std(stream)?, peer);
            }
            Err(error) if is_of_the_peer(&error) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers on a connection, or refuses it when there are too many.
fn take<A: Answer>(stream: TcpStream, peer: SocketAddr, wire: &Arc<Wire>, answer: &A) {
    let peer = peer.ip().to_canonical();
    // All clients behind a proxy have its address.
    let counted = Some(peer).filter(|_| !wire.options.proxies.is_trusted(Some(peer)));
    let admitted = match wire.options.admission.admit(counted) {
        Ok(admitted) => admitted,
        Err(limit) => return refuse(stream, limit, wire),
    };
    // Otherwise a small reply would wait until the client has acknowledged the one before it.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    let open = Open::new(Connection::new(Some(peer)), wire.clone(), admitted);
    // Two kinds of tasks, so that a plain connection does not hold the memory that a handshake needs.
    match wire.options.tls.is_some() {
        true => tokio::spawn(shake_hands(stream, open, answer.clone())),
        false => tokio::spawn(converse(stream, open, answer.clone())),
    };
}

/// Performs the TLS handshake, then answers. The handshake has no time limit of its own: it is part of the time
/// for the first header, which `watch` checks.
async fn shake_hands(stream: TcpStream, open: Open, answer: impl Answer) {
    let Open { connection, wire, .. } = &open;
    let Some(tls) = &wire.options.tls else { return };
    let handshake = {
        let mut accepted = pin!(tls.accept(stream));
        poll_fn(move |context| {
            connection.runs_in(context);
            match connection.ending() {
                // There is no request yet, so the connection ends at once in either case.
                Some(_) => Poll::Ready(Ok(None)),
                None => accepted.as_mut().poll(context),
            }
        })
        .await
    };
    match handshake {
        Ok(Some(socket)) => converse(socket, open, answer).await,
        Ok(None) => tracing::debug!("a connection ended with its handshake"),
        Err(error) => {
            wire.counters.handshake_failures.add(1);
            tracing::debug!(%error, "a handshake failed");
        }
    }
}

/// Refuses a connection with 503 when there are too many. If too many refusals are in progress, just closes it.
fn refuse(mut stream: TcpStream, limit: Limit, wire: &Arc<Wire>) {
    wire.counters.limit(limit);
    // Over TLS a readable refusal would need a handshake first, which costs too much.
    if wire.options.tls.is_some() {
        return;
    }
    let Ok(turn) = wire.refusals.clone().try_acquire_owned() else { return };
    tokio::spawn(async move {
        let said = async {
            stream.write_all(full().as_bytes()).await?;
            stream.shutdown().await?;
            // Closing a socket with unread bytes would reset it, and the client might lose the refusal.
            let mut unread = [0; 1024];
            while stream.read(&mut unread).await? > 0 {}
            io::Result::Ok(())
        };
        if timeout(REFUSAL_TIME, said).await.is_err() {
            tracing::debug!("a refused connection was not closed in time");
        }
        drop(turn);
    });
}

fn full() -> String {
    let length = FULL.len();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n\
         retry-after: {ROOM_SECS}\r\ncache-control: no-store\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{FULL}"
    )
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpSocket;

    use super::*;

    #[tokio::test]
    async fn all_connections_that_wait_are_taken() {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let listener = socket.listen(512).expect("it can listen");
        let address = listener.local_addr().expect("a port");
        // More than the runtime would give one task at a time.
        let connect = |_| std::net::TcpStream::connect(address).expect("it listens");
        let clients: Vec<_> = (0..300).map(connect).collect();

        let mut taken = Vec::new();
        take_waiting(listener, |_, peer| taken.push(peer)).expect("they are there");

        assert!(taken.into_iter().eq(clients.iter().map(|client| client.local_addr().expect("a port"))));
    }
}
