//! `IpAddress` and `NotIpAddress`: addresses in networks, IPv4 and IPv6.

use std::net::IpAddr;
use std::str::FromStr as _;

/// A network in CIDR notation; an address alone is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guardrails::evaluate) struct Network {
    /// Its first address.
    address: IpAddr,
    /// How many bits of an address are free in it.
    free: u32,
}

impl Network {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (Self::address(address)?, Some(prefix)),
            None => (Self::address(text)?, None),
        };
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => u32::from_str(digits).ok()?,
            Some(_) => return None,
        };
        Some(Self {
            address,
            free: u32::checked_sub(width, prefix)?,
        })
    }

    /// An address without a prefix length.
    pub(super) fn address(text: &str) -> Option<IpAddr> {
        IpAddr::from_str(text).ok()
    }

    /// Addresses of the other family are never in it.
    pub(super) fn contains(self, address: IpAddr) -> bool {
        let (own, other) = match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (u128::from(own.to_bits()), u128::from(other.to_bits())),
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits()),
            _ => return false,
        };
        (own ^ other).checked_shr(self.free).unwrap_or(0) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks_of_both_families() {
        for (network, address, wanted) in [
            ("203.0.113.0/24", "203.0.113.255", true),
            ("203.0.113.0/24", "203.0.114.0", false),
            // Bits behind the prefix do not count.
            ("203.0.113.77/24", "203.0.113.1", true),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "1.2.3.4", false),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5678:ffff::1", true),
            ("2001:db8:1234:5678::/64", "2001:db8:1234:5679::", false),
            ("2001:db8::1", "2001:0db8:0:0::1", true),
            // An IPv4 address written as IPv6 is IPv6.
            ("1.2.3.4", "::ffff:1.2.3.4", false),
        ] {
            let network = Network::parse(network).unwrap();
            let address = Network::address(address).unwrap();
            assert_eq!(network.contains(address), wanted, "{network:?} {address}");
        }
    }

    #[test]
    fn what_is_no_network_is_none() {
        for text in [
            "",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.0/-1",
            "a",
        ] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
        assert_eq!(Network::address("10.0.0.0/8"), None);
    }
}
