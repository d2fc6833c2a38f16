//! Where it listens, and under which names it may be asked for.
//!
//! A page of a stranger can make a browser ask this machine under the stranger's name (DNS
//! rebinding), and would then be let to read the answer. So the name that was asked for must be one
//! of ours.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

use crate::cli::failure::Failure;

/// The port that a browser leaves out.
const PLAIN: u16 = 80;

/// Listens on this machine alone.
pub(super) fn listen(port: u16) -> Result<(TcpListener, Hosts), Failure> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(wanted).map_err(|error| {
        let failure = Failure::because(format!("cannot listen on {wanted}"), &error);
        match error.kind() {
            ErrorKind::AddrInUse => failure.help(
                "another program listens there, perhaps another `storyproof serve`: choose another --port, or 0 for one that is free",
            ),
            ErrorKind::PermissionDenied => failure.help("choose a --port of 1024 or more"),
            _ => failure,
        }
    })?;
    let port = listener
        .local_addr()
        .map_err(|error| Failure::because("cannot tell where it listens", &error))?
        .port();
    Ok((listener, Hosts(port)))
}

/// The names under which it may be asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hosts(u16);

impl Hosts {
    /// Whether a `Host` header names this server.
    pub(super) fn has(self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        };
        let port = match port {
            // Digits alone: a sign or a space is no port.
            Some(port) => port == self.0.to_string(),
            None => self.0 == PLAIN,
        };
        port && (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost"))
    }

    /// Where it is.
    pub(super) fn address(self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.0))
    }

    /// The first page.
    pub(super) fn url(self) -> String {
        format!("http://{}/", self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    #[test]
    fn only_our_own_names_are_answered() {
        let hosts = Hosts(7171);
        for good in ["127.0.0.1:7171", "localhost:7171", "LOCALHOST:7171"] {
            assert!(hosts.has(good), "{good}");
        }
        for bad in [
            "",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:80",
            "127.0.0.1:+7171",
            "127.0.0.1:07171",
            "127.0.0.1:7171 ",
            "127.0.0.1:7171.evil.example",
            "evil.example:7171",
            "localhost.evil.example:7171",
            "127.0.0.1.evil.example:7171",
            "evil.example@127.0.0.1:7171",
            "127.1:7171",
            "0.0.0.0:7171",
            "2130706433:7171",
            "[::1]:7171",
            "localhost.:7171",
            "LOCALHOST.:7171",
            "127.0.0.1.:7171",
            "[::1]",
            "::1:7171",
            "[::ffff:127.0.0.1]:7171",
            "[::1%lo]:7171",
            "127.0.0.1:7171:7171",
            "localhost:7171,evil.example",
            "LocalHost:0x1c03",
            ":7171",
        ] {
            assert!(!hosts.has(bad), "{bad}");
        }
        assert!(Hosts(80).has("localhost") && Hosts(80).has("localhost:80"));
    }
}
