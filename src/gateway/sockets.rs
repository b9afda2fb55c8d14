//! The sockets that a gateway listens on.

use std::env;
use std::io;
use std::iter;
use std::net::{SocketAddr, TcpListener};

use listenfd::ListenFd;
use socket2::{Domain, Protocol, SockRef, Socket, Type};

/// The most connections that the system queues until a worker accepts them. The system may have a lower limit.
const BACKLOG: i32 = 4_096;
/// The name of the admin socket among the sockets passed to the process (`FileDescriptorName`).
const ADMIN: &str = "admin";

/// Sockets for each worker.
#[derive(Debug)]
pub(super) struct Sockets {
    pub(super) address: SocketAddr,
    pub(super) listeners: Vec<Vec<TcpListener>>,
}

/// Binds one socket per worker to the same address. The system distributes connections among them
/// (`SO_REUSEPORT`).
pub(super) fn bind(address: SocketAddr, workers: usize) -> io::Result<Sockets> {
    // With `SO_REUSEPORT`, another process could bind the same address. This first socket, without the option,
    // detects that. It is skipped for port 0: the system chooses a free port, which another process could take if
    // it were released.
    if address.port() != 0 {
        socket(address, false)?;
    }
    let first = socket(address, workers > 1)?;
    let address = first.local_addr()?;
    let others = (1..workers).map(|_| socket(address, true));
    let listeners = iter::once(Ok(first)).chain(others).map(|listener| Ok(vec![listener?]));
    Ok(Sockets { address, listeners: listeners.collect::<io::Result<_>>()? })
}

/// Sockets passed by the service manager. It keeps them open between two runs of the gateway, so that no
/// connection is refused.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Public sockets; may be empty.
    pub(super) public: Vec<TcpListener>,
    /// The admin socket.
    pub(super) admin: Option<TcpListener>,
}

/// Takes the sockets passed by systemd's protocol (`LISTEN_FDS`, `LISTEN_FDNAMES`). Each is taken only once.
pub(super) fn passed() -> io::Result<Passed> {
    let mut taken = ListenFd::from_env();
    let names = env::var("LISTEN_FDNAMES").unwrap_or_default();
    let mut names = names.split(':');
    let mut passed = Passed::default();
    for at in 0..taken.len() {
        let name = names.next().unwrap_or_default();
        let Some(listener) = taken.take_tcp_listener(at)? else { continue };
        if !SockRef::from(&listener).is_listener()? {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("socket {at} is not a listening socket"),
            ));
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
    /// Every worker accepts connections from every socket. `public` must not be empty.
    pub(super) fn shared(public: &[TcpListener], workers: usize) -> io::Result<Sockets> {
        let address = public[0].local_addr()?;
        let all = |_| public.iter().map(TcpListener::try_clone).collect::<io::Result<Vec<_>>>();
        Ok(Sockets { address, listeners: (0..workers).map(all).collect::<io::Result<_>>()? })
    }
}

/// Binds one socket. An error contains the address.
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
