use std::fs;

use group_gate::policy::document::{MEMBERS, OPENIM_MEMBERS, TENCENT_MEMBERS};
use group_gate::policy::rule::{DENY_MEMBERS, RULE_MEMBERS};

use crate::document;
use crate::shape::{Definition, Shape};

#[test]
fn every_generated_file_is_what_it_should_be() {
    for file in crate::files().unwrap() {
        let found = fs::read_to_string(&file.path).unwrap_or_default();
        let name = file.path.file_name().unwrap_or_default().display();
        assert!(found == file.text, "{name} is stale: run `cargo run -p generate`");
    }
}

#[test]
fn every_member_that_the_checker_knows_is_described() {
    let root = document::root();
    let definitions = document::definitions();
    let named = |name: &str| definitions.iter().find(|definition| definition.name == name).unwrap();
    assert_eq!(members(&root), MEMBERS);
    assert_eq!(members(named("TencentSettings")), TENCENT_MEMBERS);
    assert_eq!(members(named("OpenimSettings")), OPENIM_MEMBERS);
    assert_eq!(members(named("Rule")), RULE_MEMBERS);
    assert_eq!(members(named("Deny")), DENY_MEMBERS);
}

fn members(definition: &Definition) -> Vec<&str> {
    let Shape::Object(object) = &definition.shape else { panic!("{} is no object", definition.name) };
    object.members.iter().map(|member| &*member.name).collect()
}
