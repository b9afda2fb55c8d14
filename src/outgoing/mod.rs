//! Requests to other servers, by one client.
//!
//! Each request is bounded in time, size and redirects. Addresses of private networks are refused unless they are
//! allowed.
