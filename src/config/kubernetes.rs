//! Recognizes the environment variables that Kubernetes sets for its services.
//!
//! If there is a service named `feedgate`, Kubernetes sets `FEEDGATE_PORT=tcp://10.0.0.11:80`,
//! `FEEDGATE_SERVICE_HOST=10.0.0.11` and more in every container; for a service named `feedgate-admin`, the same with
//! `FEEDGATE_ADMIN_` (Kubernetes documentation, "Discovering services"). These variables look like settings, but are
//! not.

use std::net::IpAddr;

/// The protocols of a service, as names and values of variables contain them.
const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

/// Whether Kubernetes sets a variable with this name, in lower case and without `FEEDGATE_`, and this value.
///
/// The value counts too: `FEEDGATE_PORT=8080` is the mistake of a person and has to be reported.
pub(super) fn is_of_a_service(name: &str, value: &str) -> bool {
    let is_port = || value.parse::<u16>().is_ok();
    let is_address = || value.parse::<IpAddr>().is_ok();
    if ends_with_part(name, "service_host") {
        return is_address();
    }
    if ends_with_part(name, "service_port") || begins_part(name, "service_port_").is_some() {
        return is_port();
    }
    if ends_with_part(name, "port") && is_link(value) {
        return true;
    }
    let Some((port, rest)) = begins_part(name, "port_").and_then(|rest| rest.split_once('_')) else {
        return false;
    };
    let (protocol, detail) = rest.split_once('_').unwrap_or((rest, ""));
    port.parse::<u16>().is_ok()
        && PROTOCOLS.contains(&protocol)
        && match detail {
            "" => is_link(value),
            "proto" => value == protocol,
            "port" => is_port(),
            "addr" => is_address(),
            _ => false,
        }
}

/// Whether a name is `part`, or ends with it after the rest of a service's name.
fn ends_with_part(name: &str, part: &str) -> bool {
    name.strip_suffix(part).is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

/// What follows the last `part` in a name, if the part begins the name or follows an underscore.
fn begins_part<'n>(name: &'n str, part: &str) -> Option<&'n str> {
    let at = name.rfind(part)?;
    let before = &name[..at];
    (before.is_empty() || before.ends_with('_')).then(|| &name[at + part.len()..])
}

/// Whether a value is like `tcp://10.0.0.11:80`.
fn is_link(value: &str) -> bool {
    value.split_once("://").is_some_and(|(protocol, _)| PROTOCOLS.contains(&protocol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_of_a_service_is_recognized() {
        for (name, value) in [
            ("port", "tcp://10.0.0.11:80"),
            ("port", "tcp://[fd00::11]:80"),
            ("service_host", "10.0.0.11"),
            ("service_host", "fd00::11"),
            ("service_port", "80"),
            ("service_port_http", "80"),
            ("service_port_http_admin", "8081"),
            ("port_80_tcp", "tcp://10.0.0.11:80"),
            ("port_80_tcp_proto", "tcp"),
            ("port_80_tcp_port", "80"),
            ("port_80_tcp_addr", "10.0.0.11"),
            ("port_443_udp", "udp://10.0.0.11:443"),
            ("port_443_sctp_proto", "sctp"),
            ("admin_port", "tcp://10.0.0.12:8081"),
            ("admin_service_host", "10.0.0.12"),
            ("admin_service_port_metrics", "8081"),
            ("admin_port_8081_tcp_addr", "10.0.0.12"),
            ("port_port", "tcp://10.0.0.13:80"),
            ("port_service_port", "80"),
            ("port_port_80_tcp", "tcp://10.0.0.13:80"),
        ] {
            assert!(is_of_a_service(name, value), "{name}={value}");
        }
    }

    #[test]
    fn what_a_person_may_have_meant_as_a_setting_is_not_taken_for_one_of_a_service() {
        for (name, value) in [
            ("port", "8080"),
            ("port", "127.0.0.1:8080"),
            ("port", "http://10.0.0.11:80"),
            ("host", "10.0.0.11"),
            ("service_host", "reports.example.org"),
            ("service_port", "eighty"),
            ("port_80_tcp_proto", "udp"),
            ("port_http_tcp", "tcp://10.0.0.11:80"),
            ("port_80_tcp_name", "tcp"),
            ("port_99999_tcp", "tcp://10.0.0.11:99999"),
            ("port_80", "80"),
            ("listen", "tcp://10.0.0.11:80"),
            ("listn", "127.0.0.1:80"),
            ("myservice_host", "10.0.0.11"),
            ("feed__ttl_minutes", "60"),
        ] {
            assert!(!is_of_a_service(name, value), "{name}={value}");
        }
    }
}
