//! The sockets that a gateway listens on.

use std::env;
use std::io;
use std::iter;
use std::net::{SocketAddr, TcpListener};

use listenfd::ListenFd;
use socket2::{Domain, Protocol, SockRef, Socket, Type};

/// Connections that the system holds until a worker takes them; it has a bound of its own below that.
const BACKLOG: i32 = 4_096;
/// What the socket for operators is called among those that are handed over (`FileDescriptorName`).
const ADMIN: &str = "admin";

/// Sockets for each worker.
#[derive(Debug)]
pub(super) struct Sockets {
    pub(super) address: SocketAddr,
    pub(super) listeners: Vec<Vec<TcpListener>>,
}

/// Binds a socket for each of so many workers to one address, among which the system shares out what
/// comes (SO_REUSEPORT).
pub(super) fn bind(address: SocketAddr, workers: usize) -> io::Result<Sockets> {
    // Sockets that share an address do so with another process too: this one finds out whether
    // somebody else is there. A port that the system chooses is nobody's, and is kept: once let go
    // of, somebody might take it.
    if address.port() != 0 {
        socket(address, false)?;
    }
    let first = socket(address, workers > 1)?;
    let address = first.local_addr()?;
    let others = (1..workers).map(|_| socket(address, true));
    let listeners = iter::once(Ok(first)).chain(others).map(|listener| Ok(vec![listener?]));
    Ok(Sockets { address, listeners: listeners.collect::<io::Result<_>>()? })
}

/// Sockets that whoever started the process holds for it, so that nobody who comes between the end of
/// one gateway and the start of the next is turned away.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// For the world; there may be none.
    pub(super) public: Vec<TcpListener>,
    /// For operators.
    pub(super) admin: Option<TcpListener>,
}

/// Takes the sockets that are handed over as systemd does (`LISTEN_FDS`, `LISTEN_FDNAMES`); none of
/// them twice.
pub(super) fn passed() -> io::Result<Passed> {
    let mut taken = ListenFd::from_env();
    let names = env::var("LISTEN_FDNAMES").unwrap_or_default();
    let mut names = names.split(':');
    let mut passed = Passed::default();
    for at in 0..taken.len() {
        let name = names.next().unwrap_or_default();
        let Some(listener) = taken.take_tcp_listener(at)? else { continue };
        if !SockRef::from(&listener).is_listener()? {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("socket {at} does not listen")));
        }
        listener.set_nonblocking(true)?;
        match name {
            ADMIN => passed.admin = Some(listener),
            _ => passed.public.push(listener),
        }
    }
    Ok(passed)
}

impl Sockets {
    /// Every worker takes connections from every socket; one at least is handed over.
    pub(super) fn shared(public: &[TcpListener], workers: usize) -> io::Result<Sockets> {
        let address = public[0].local_addr()?;
        let all = |_| public.iter().map(TcpListener::try_clone).collect::<io::Result<Vec<_>>>();
        Ok(Sockets { address, listeners: (0..workers).map(all).collect::<io::Result<_>>()? })
    }
}

/// Binds one socket; a fault names the address.
pub(super) fn bind_one(address: SocketAddr) -> Result<TcpListener, (SocketAddr, io::Error)> {
    socket(address, false).map_err(|error| (address, error))
}

fn socket(address: SocketAddr, shared: bool) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(shared)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_port_that_the_system_chooses_is_shared_by_the_workers_alone() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let held: Vec<Sockets> = (0..200).map(|_| bind(any, 3).expect("a free port")).collect();

        let ports: HashSet<u16> = held.iter().map(|sockets| sockets.address.port()).collect();
        assert_eq!(ports.len(), held.len());
        for sockets in &held {
            assert_eq!(sockets.listeners.len(), 3);
            let listeners = sockets.listeners.iter().flatten();
            listeners.for_each(|one| assert_eq!(one.local_addr().expect("an address"), sockets.address));
        }
        assert!(bind(held[0].address, 3).is_err(), "somebody is there");
    }
}
