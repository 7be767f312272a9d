//! Regular expressions of ECMAScript for the texts of a policy that have a form.

use group_gate::fields::FIELDS;
use group_gate::policy::document::OFFSETS;
use group_gate::policy::rule::RESERVED_FLAGS;

/// The key of `custom.<Key>`, and the path of `facts.<path>`.
pub const CUSTOM: &str = r"^custom\.[\s\S]";
pub const FACTS: &str = r"^facts(\.[^.]+)+$";

/// An SDKAppID as text.
pub const APP_ID: &str = "^(0|[1-9][0-9]*)$";

const OCTET: &str = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

fn ipv4() -> String {
    format!(r"({OCTET}\.){{3}}{OCTET}")
}

/// `IPv6address` of RFC 3986, section 3.2.2.
fn ipv6() -> String {
    let group = "[0-9A-Fa-f]{1,4}";
    let last_two = format!("({group}:{group}|{})", ipv4());
    let before = |most: usize| match most {
        0 => format!("({group})?"),
        most => format!("(({group}:){{0,{most}}}{group})?"),
    };
    let mut forms = vec![format!("({group}:){{6}}{last_two}"), format!("::({group}:){{5}}{last_two}")];
    forms.extend((0..=4).map(|most| format!("{}::({group}:){{{}}}{last_two}", before(most), 4 - most)));
    forms.push(format!("{}::{group}", before(5)));
    forms.push(format!("{}::", before(6)));
    forms.join("|")
}

/// An IPv4 or IPv6 address.
pub fn address() -> String {
    format!("^({}|{})$", ipv4(), ipv6())
}

/// A block of addresses: an address, and the length of the prefix where that is not the whole.
pub fn block() -> String {
    let up_to_32 = "(3[0-2]|[12]?[0-9])";
    let up_to_128 = "(12[0-8]|1[01][0-9]|[1-9]?[0-9])";
    format!("^({}(/{up_to_32})?|({})(/{up_to_128})?)$", ipv4(), ipv6())
}

/// A fixed offset from UTC.
pub fn offset() -> String {
    let of_sign = |sign: &str, most: i32| {
        let hours: Vec<String> = (0..most / 60).map(|hour| format!("{hour:02}")).collect();
        format!("{sign}(({}):[0-5][0-9]|{:02}:00)", hours.join("|"), most / 60)
    };
    format!("^(Z|{}|{})$", of_sign(r"\+", *OFFSETS.end()), of_sign("-", -OFFSETS.start()))
}

/// The nearest that TypeScript has to [`offset`].
pub fn offset_type() -> String {
    let most = (*OFFSETS.end()).max(-OFFSETS.start()) / 60;
    let hours: Vec<String> = (0..=most).map(|hour| format!("\"{hour:02}\"")).collect();
    format!("\"Z\" | `${{\"+\" | \"-\"}}${{{}}}:${{number}}`", hours.join(" | "))
}

/// A text whose placeholders name fields. Braces that hold nothing beginning with a letter are literal, and so is one
/// that is never closed.
pub fn template() -> String {
    let names: Vec<String> = FIELDS.iter().map(|(_, info)| info.name.replace('.', r"\.")).collect();
    let placeholder = format!(r"({}|custom\.[^}}]+|facts(\.[^.}}]+)+)\}}", names.join("|"));
    format!(r"^([^{{]|\{{+([^A-Za-z{{]|{placeholder}))*(\{{+([A-Za-z][^}}]*)?)?$")
}

/// The label of a flag.
pub fn flag() -> String {
    format!(r"^(?!{})[\s\S]", RESERVED_FLAGS.join("|"))
}
