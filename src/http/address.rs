//! Where a request comes from, for throttling.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::state::App;
use crate::kernel::errors::{Error, Result};

/// The network address a request comes from: IPv4 whole, IPv6 by its first 56 bits (what one household is given).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkAddress(pub String);

impl FromRequest for NetworkAddress {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let proxies = req
            .app_data::<web::Data<App>>()
            .map(|app| app.config.trusted_proxies.as_slice())
            .unwrap_or_default();
        let peer = req.peer_addr().map(|peer| peer.ip());
        let forwarded: Vec<&str> = req
            .headers()
            .get_all("X-Forwarded-For")
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        ready(Ok(NetworkAddress(subject(origin(peer, &forwarded, proxies)))))
    }
}

/// The nearest address that is none of our proxies: `X-Forwarded-For` is read from its end, and only behind a proxy we
/// trust, because anybody may write its beginning.
fn origin(peer: Option<IpAddr>, forwarded: &[&str], proxies: &[IpAddr]) -> Option<IpAddr> {
    let mut address = peer?.to_canonical();
    for hop in forwarded.iter().rev() {
        if !proxies.contains(&address) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(ip) => address = ip.to_canonical(),
            Err(_) => break,
        }
    }
    Some(address)
}

fn subject(address: Option<IpAddr>) -> String {
    match address {
        None => "unknown".to_string(),
        Some(IpAddr::V4(ip)) => ip.to_string(),
        Some(IpAddr::V6(ip)) => {
            let prefix = u128::from(ip) & (u128::MAX << 72);
            format!("{}/56", Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_header_is_believed_only_behind_our_proxy() {
        let proxies = [ip("10.0.0.1")];
        let forwarded = ["1.1.1.1", "2.2.2.2"];
        assert_eq!(
            origin(Some(ip("9.9.9.9")), &forwarded, &proxies),
            Some(ip("9.9.9.9"))
        );
        assert_eq!(
            origin(Some(ip("10.0.0.1")), &forwarded, &proxies),
            Some(ip("2.2.2.2"))
        );
        assert_eq!(
            origin(Some(ip("10.0.0.1")), &["nonsense"], &proxies),
            Some(ip("10.0.0.1"))
        );
    }

    #[test]
    fn a_household_is_one_address() {
        assert_eq!(
            subject(Some(ip("2001:db8:1:22ff::1"))),
            subject(Some(ip("2001:db8:1:2200::2")))
        );
        assert_ne!(
            subject(Some(ip("2001:db8:1:2200::1"))),
            subject(Some(ip("2001:db8:1:2300::1")))
        );
        assert_eq!(
            origin(Some(ip("::ffff:10.0.0.1")), &[], &[]).map(|a| subject(Some(a))),
            Some("10.0.0.1".to_string())
        );
    }
}
