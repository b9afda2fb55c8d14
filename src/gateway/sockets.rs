//! The sockets that a gateway listens on.

use std::io;
use std::net::{SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

/// Connections that the system holds until a worker takes them; it has a bound of its own below that.
const BACKLOG: i32 = 4_096;

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
    // somebody else is there, and with port 0 which port is free.
    let probe = socket(address, false)?;
    let address = probe.local_addr()?;
    drop(probe);
    let listener = |_| socket(address, workers > 1).map(|listener| vec![listener]);
    Ok(Sockets { address, listeners: (0..workers).map(listener).collect::<io::Result<_>>()? })
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
