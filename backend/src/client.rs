//! Who asks: the address that a client's share of this server is counted by.

use crate::app::AppState;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// A client's name: its address, or the network of 2⁶⁴ addresses that one IPv6 client has. Empty for
/// programs in this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client(pub String);

impl FromRequestParts<AppState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let header = state.config().client_header.as_deref();
        Ok(client(peer, header.and_then(|name| told_by_proxy(&parts.headers, name))))
    }
}

fn client(peer: Option<IpAddr>, told: Option<IpAddr>) -> Client {
    Client(told.or(peer).map(|address| network(address).to_string()).unwrap_or_default())
}

/// The last address of the header: what a proxy appended itself; all before it is the client's word.
fn told_by_proxy(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{client, told_by_proxy};
    use axum::http::HeaderMap;

    #[test]
    fn an_ipv6_client_is_its_network() {
        let name = |address: &str| client(Some(address.parse().unwrap()), None).0;
        assert_eq!(name("2001:db8::1:2:3:4"), name("2001:db8::5:6:7:8"));
        assert_ne!(name("2001:db8::1"), name("2001:db8:1::1"));
        assert_eq!(name("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(name("192.0.2.1"), name("192.0.2.2"));
    }

    #[test]
    fn only_what_the_proxy_appended_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
        headers.append("x-forwarded-for", "192.0.2.2, 192.0.2.3".parse().unwrap());
        assert_eq!(told_by_proxy(&headers, "x-forwarded-for"), Some("192.0.2.3".parse().unwrap()));
        assert_eq!(told_by_proxy(&headers, "x-real-ip"), None);
    }
}
