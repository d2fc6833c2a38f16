//! Whether network rules let the internet reach a port: those of a security group, and the entries
//! of a network ACL.

use serde_json::Value as Json;

/// Whether the rules let the internet reach a port over TCP or UDP.
///
/// `rules` is a list of EC2's `IpPermission` (inbound rules of a security group) or of its
/// `NetworkAclEntry`, of which the lowest number that fits decides. The internet is every range of
/// more than a /8 (IPv4) or a /16 (IPv6): nobody's own network is that large.
///
/// # Errors
/// When a rule does not say what it admits, and when there is no list.
pub(super) fn admits_internet(rules: &Json, port: u16) -> Result<bool, String> {
    let rules = rules.as_array().ok_or("the network rules are no list")?;
    let is_entry = |rule: &Json| rule.get("RuleAction").is_some();
    if rules.iter().any(is_entry) {
        return entries_admit(rules, port);
    }
    for rule in rules {
        if group_rule_reaches(rule, port)? && group_rule_is_public(rule)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The ids of the subnets from which a route leads to an internet gateway.
///
/// `subnets` and `tables` are lists of EC2's `Subnet` and `RouteTable`. A subnet that is associated
/// with no table has the main one of its VPC.
///
/// # Errors
/// When a subnet or a table does not say what it is, and when no table is a subnet's.
pub(super) fn public_subnets(subnets: &[Json], tables: &Json) -> Result<Vec<String>, String> {
    let tables = tables.as_array().ok_or("the route tables are no list")?;
    let text = |json: &'_ Json, field: &str| {
        json.get(field).and_then(Json::as_str).map(str::to_owned).ok_or(format!("no `{field}`"))
    };
    let mut public = Vec::new();
    for subnet in subnets {
        let (id, vpc) = (text(subnet, "SubnetId")?, text(subnet, "VpcId")?);
        let (mut own, mut main) = (None, None);
        for table in tables {
            let links = table.get("Associations").and_then(Json::as_array);
            for link in links.ok_or("a route table has no `Associations`")? {
                if link.get("SubnetId").and_then(Json::as_str) == Some(&id) {
                    own = Some(table);
                } else if link.get("Main").and_then(Json::as_bool) == Some(true)
                    && text(table, "VpcId")? == vpc
                {
                    main = Some(table);
                }
            }
        }
        let table = own.or(main).ok_or(format!("no route table is that of {id}"))?;
        let routes = table.get("Routes").and_then(Json::as_array);
        let is_out = |route: &Json| {
            let gateway = route.get("GatewayId").and_then(Json::as_str);
            gateway.is_some_and(|gateway| gateway.starts_with("igw-"))
        };
        if routes.ok_or("a route table has no `Routes`")?.iter().any(is_out) {
            public.push(id);
        }
    }
    Ok(public)
}

fn number(rule: &Json, field: &str) -> Option<i64> {
    rule.get(field).and_then(Json::as_i64)
}

/// Whether a rule of a security group is about the port.
fn group_rule_reaches(rule: &Json, port: u16) -> Result<bool, String> {
    let protocol = rule.get("IpProtocol").and_then(Json::as_str);
    match protocol.ok_or("a rule has no `IpProtocol`")? {
        "-1" => Ok(true),
        "tcp" | "udp" | "6" | "17" => {
            let (from, to) = (number(rule, "FromPort"), number(rule, "ToPort"));
            let from = from.ok_or("a rule has no `FromPort`")?;
            let to = to.ok_or("a rule has no `ToPort`")?;
            Ok(from == -1 || (from..=to).contains(&port.into()))
        }
        _ => Ok(false),
    }
}

fn group_rule_is_public(rule: &Json) -> Result<bool, String> {
    for (list, field) in [("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")] {
        let Some(ranges) = rule.get(list) else { continue };
        for range in ranges.as_array().ok_or_else(|| format!("`{list}` is no list"))? {
            let cidr = range.get(field).and_then(Json::as_str);
            if is_public(cidr.ok_or_else(|| format!("a range has no `{field}`"))?)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The entries of a network ACL: the one with the lowest number decides.
fn entries_admit(entries: &[Json], port: u16) -> Result<bool, String> {
    let mut inbound = Vec::new();
    for entry in entries {
        let egress = entry.get("Egress").and_then(Json::as_bool);
        if !egress.ok_or("an entry has no `Egress`")? {
            inbound
                .push((number(entry, "RuleNumber").ok_or("an entry has no `RuleNumber`")?, entry));
        }
    }
    inbound.sort_by_key(|(number, _)| *number);
    // A denial closes a protocol and a family only for what it covers whole.
    let mut closed: Vec<(bool, String)> = Vec::new();
    for (_, entry) in inbound {
        let action = entry.get("RuleAction").and_then(Json::as_str).unwrap_or_default();
        let protocol =
            entry.get("Protocol").and_then(Json::as_str).ok_or("an entry has no `Protocol`")?;
        let (cidr, sixth) = match (entry.get("CidrBlock"), entry.get("Ipv6CidrBlock")) {
            (Some(Json::String(cidr)), None) => (cidr, false),
            (None, Some(Json::String(cidr))) => (cidr, true),
            _ => return Err("an entry has not exactly one range".into()),
        };
        if !entry_reaches(entry, protocol, port)? || !is_public(cidr)? {
            continue;
        }
        let is_closed =
            |protocol: &str| closed.iter().any(|(family, of)| *family == sixth && of == protocol);
        let whole = ["0.0.0.0/0", "::/0"].contains(&cidr.as_str());
        let protocols: &[&str] = if protocol == "-1" { &["6", "17"] } else { &[protocol] };
        match action {
            "allow" if protocols.iter().any(|one| !is_closed(one)) => return Ok(true),
            "deny" if whole => {
                closed.extend(protocols.iter().map(|one| (sixth, (*one).to_owned())));
            }
            "allow" | "deny" => {}
            other => return Err(format!("`RuleAction` is {other:?}, neither allow nor deny")),
        }
    }
    Ok(false)
}

fn entry_reaches(entry: &Json, protocol: &str, port: u16) -> Result<bool, String> {
    match protocol {
        "-1" => Ok(true),
        "6" | "17" => {
            let range = entry.get("PortRange").ok_or("an entry has no `PortRange`")?;
            let (from, to) = (number(range, "From"), number(range, "To"));
            let from = from.ok_or("a port range has no `From`")?;
            let to = to.ok_or("a port range has no `To`")?;
            Ok((from..=to).contains(&port.into()))
        }
        _ => Ok(false),
    }
}

/// Whether a range in CIDR notation (RFC 4632) is so large that it is the internet.
fn is_public(cidr: &str) -> Result<bool, String> {
    let malformed = || format!("{cidr:?} is no range of addresses");
    let (address, length) = cidr.split_once('/').ok_or_else(malformed)?;
    let length: u8 = length.parse().map_err(|_| malformed())?;
    match address.parse().map_err(|_| malformed())? {
        std::net::IpAddr::V4(_) if length <= 32 => Ok(length < 8),
        std::net::IpAddr::V6(_) if length <= 128 => Ok(length < 16),
        _ => Err(malformed()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn group(protocol: &str, ports: Option<(i64, i64)>, cidr: &str) -> Json {
        let field =
            if cidr.contains(':') { ("Ipv6Ranges", "CidrIpv6") } else { ("IpRanges", "CidrIp") };
        let mut rule = json!({"IpProtocol": protocol, field.0: [{field.1: cidr}]});
        if let Some((from, to)) = ports {
            (rule["FromPort"], rule["ToPort"]) = (json!(from), json!(to));
        }
        rule
    }

    #[test]
    fn a_security_group_admits_the_internet_or_not() {
        for (rule, expected) in [
            (group("tcp", Some((22, 22)), "0.0.0.0/0"), true),
            (group("tcp", Some((0, 65535)), "::/0"), true),
            (group("udp", Some((20, 30)), "0.0.0.0/1"), true),
            (group("-1", None, "0.0.0.0/0"), true),
            (group("tcp", Some((23, 80)), "0.0.0.0/0"), false),
            (group("tcp", Some((22, 22)), "10.0.0.0/8"), false),
            (group("icmp", Some((-1, -1)), "0.0.0.0/0"), false),
            (json!({"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}]}), false),
        ] {
            assert_eq!(admits_internet(&json!([rule.clone()]), 22), Ok(expected), "{rule}");
        }
        assert_eq!(admits_internet(&json!([]), 22), Ok(false));
    }

    #[test]
    fn a_rule_that_does_not_say_what_it_admits_is_an_error() {
        for rule in [
            json!({}),
            json!({"IpProtocol": "tcp"}),
            json!({"IpProtocol": "-1", "IpRanges": [{}]}),
            json!({"IpProtocol": "-1", "IpRanges": {}}),
            json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0"}]}),
            json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/99"}]}),
            json!({"RuleAction": "allow"}),
        ] {
            assert!(admits_internet(&json!([rule.clone()]), 22).is_err(), "{rule}");
        }
        assert!(admits_internet(&json!({}), 22).is_err());
    }

    #[test]
    fn the_lowest_entry_of_a_network_acl_decides() {
        let entry =
            |number: i64, action: &str, protocol: &str, ports: Option<(i64, i64)>, cidr: &str| {
                let mut entry = json!({"RuleNumber": number, "RuleAction": action, "Egress": false,
                "Protocol": protocol, "CidrBlock": cidr});
                if let Some((from, to)) = ports {
                    entry["PortRange"] = json!({"From": from, "To": to});
                }
                entry
            };
        let all = |number, action| entry(number, action, "-1", None, "0.0.0.0/0");
        let ssh = |number, action| entry(number, action, "6", Some((22, 22)), "0.0.0.0/0");
        let out = json!({"RuleNumber": 1, "RuleAction": "allow", "Egress": true, "Protocol": "-1",
            "CidrBlock": "0.0.0.0/0"});
        for (entries, expected) in [
            (vec![all(100, "allow"), all(32767, "deny")], true),
            (vec![all(32767, "allow"), all(100, "deny")], false),
            (vec![ssh(90, "deny"), all(100, "allow")], true), // UDP stays open.
            (vec![ssh(90, "deny"), entry(100, "allow", "6", Some((0, 1024)), "0.0.0.0/0")], false),
            (vec![entry(90, "deny", "6", Some((22, 22)), "192.0.2.0/24"), ssh(100, "allow")], true),
            (vec![entry(100, "allow", "6", Some((443, 443)), "0.0.0.0/0")], false),
            (vec![out, all(32767, "deny")], false),
        ] {
            assert_eq!(admits_internet(&json!(entries.clone()), 22), Ok(expected), "{entries:?}");
        }
    }
}
