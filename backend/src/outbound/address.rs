//! Which addresses a stranger's request may go to: public ones, and those the operator listed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whether this is an address of the public internet. Whatever is private, local, shared, reserved,
/// for documentation or multicast is not; an IPv6 address that stands for an IPv4 one is judged as
/// that.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The first of the addresses a name leads to that may be asked.
pub fn first_allowed(found: &[SocketAddr], listed: &[SocketAddr]) -> Option<SocketAddr> {
    found.iter().copied().find(|address| is_public(address.ip()) || listed.contains(address))
}

/// Blocks of the IANA special-purpose registry that are not globally reachable, and those that
/// belong to nobody: first address and prefix length.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4.iter().any(|(first, length)| {
        let mask = u32::MAX << (32 - length);
        address.to_bits() & mask == first.to_bits()
    })
}

/// Blocks within global unicast (2000::/3) that are not for everybody: IETF protocols with Teredo
/// and ORCHID, 6to4, documentation.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// IPv4-mapped addresses and NAT64's well-known prefix: the last 32 bits are an IPv4 address.
const STANDS_FOR_V4: [Ipv6Addr; 2] =
    [Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0)];

fn is_public_v6(address: Ipv6Addr) -> bool {
    let within = |first: &Ipv6Addr, length: u32| {
        let mask = u128::MAX << (128 - length);
        address.to_bits() & mask == first.to_bits()
    };
    if STANDS_FOR_V4.iter().any(|prefix| within(prefix, 96)) {
        return is_public_v4(Ipv4Addr::from_bits(address.to_bits() as u32));
    }
    within(&Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
        && !NOT_PUBLIC_V6.iter().any(|(first, length)| within(first, *length))
}

#[cfg(test)]
mod tests {
    use super::{first_allowed, is_public};

    #[test]
    fn only_public_addresses_are_public() {
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4001::200e",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn private_local_and_special_addresses_are_not() {
        for other in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn a_listed_address_is_allowed_with_its_port_only() {
        let found = ["10.0.0.1:80".parse().unwrap(), "127.0.0.1:8099".parse().unwrap()];
        assert_eq!(first_allowed(&found, &[]), None);
        assert_eq!(first_allowed(&found, &["127.0.0.1:80".parse().unwrap()]), None);
        let listed = "127.0.0.1:8099".parse().unwrap();
        assert_eq!(first_allowed(&found, &[listed]), Some(listed));
        let public = "1.1.1.1:443".parse().unwrap();
        assert_eq!(first_allowed(&[found[0], public], &[]), Some(public));
    }
}
