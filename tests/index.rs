//! Decisions through the index are those of the plain walk through all rules, on random policies and callbacks.

use group_gate::decide::decide;
use group_gate::event::{Context, Event};
use group_gate::fold::Folding;
use group_gate::json::Json;
use group_gate::policy::index::Index;
use group_gate::receive::{Received, receive};
use group_gate::texts::Texts;
use group_gate::{Explain, Policy, Request};
use serde_json::{Value, json};

/// A small generator (Steele, Lea and Flood's `SplitMix64`), so that every run tries the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        (0..self.below(5)).map(|_| self.pick(&["a", "b", "A", "ａ", "é", "\u{301}", "1"])).collect()
    }

    fn word(&mut self) -> String {
        let text = self.text();
        if text.chars().all(|char| char == '\u{301}') { "ab".to_owned() } else { text }
    }

    fn address(&mut self) -> String {
        match self.below(4) {
            0 => format!("::{:x}", self.below(4)),
            1 => format!("::ffff:10.0.0.{}", self.below(6)),
            _ => format!("10.0.{}.{}", self.below(2), self.below(6)),
        }
    }

    fn block(&mut self) -> String {
        let free = self.below(5);
        let first = (self.below(8) >> free) << free;
        match self.below(4) {
            0 => format!("::{first:x}/{}", 128 - free),
            1 => format!("::ffff:10.0.0.{first}/{}", 128 - free),
            2 => self.address(),
            _ => format!("10.0.{}.{first}/{}", self.below(2), 32 - free),
        }
    }

    fn number(&mut self) -> Value {
        let number = i64::try_from(self.below(7)).unwrap() - 2;
        match self.below(5) {
            0 => json!(9_007_199_254_740_993_i64 + number),
            1 => serde_json::from_str(&format!("{number}.5")).unwrap(),
            _ => json!(number),
        }
    }

    /// A regular expression, more often than not one that compiles.
    fn pattern(&mut self, depth: usize) -> String {
        let mut pattern = String::new();
        for _ in 0..=self.below(4) {
            pattern += &match self.below(if depth == 0 { 11 } else { 15 }) {
                0 => {
                    self.pick(&[".", "^", "$", r"\b", r"\d", r"\w", r"\.", r"\n", r"\x61", r"\u{62}", r"\A"]).to_owned()
                }
                1 => self.pick(&["[ab]", "[^a]", "[]a]", "[^]-]", "[-]", "[a\\]]", "[[:alpha:]b]"]).to_owned(),
                2 => self.pick(&["?", "*", "+", "{2}", "{0,1}", "{1,}?", "??", "{ 0}"]).to_owned(),
                3..=10 => self.pick(&["a", "b", "A", "1", "é", "ab"]).to_owned(),
                11 => format!("({})", self.pattern(depth - 1)),
                12 => format!("(?:{}|{})", self.pattern(depth - 1), self.pattern(depth - 1)),
                13 => format!("(?<n[]{}>{})", self.next() % 1000, self.pattern(depth - 1)),
                _ => format!("{}|{}", self.pattern(depth - 1), self.pattern(depth - 1)),
            };
        }
        match self.below(12) {
            0 => format!("(?i){pattern}"),
            1 => format!("(?x){pattern}"),
            2 => format!("a(?i){pattern}"),
            3 => format!("(?i:{pattern})b"),
            _ => pattern,
        }
    }

    fn words(&mut self) -> Value {
        match self.below(5) {
            0 => json!({ "$list": "words" }),
            1 | 2 => {
                (0..=self.below(3)).map(|_| json!(self.word())).filter(|word| word != "").chain([json!("b1")]).collect()
            }
            _ => json!(Some(self.word()).filter(|word| !word.is_empty()).unwrap_or_else(|| "a".to_owned())),
        }
    }

    fn text_test(&mut self) -> Value {
        let mut test = match self.below(12) {
            0 | 1 => json!({ "$eq": self.text() }),
            2 => json!({ "$in": [self.text(), self.text()] }),
            3 => json!({ "$in": { "$list": "words" } }),
            4 => json!({ "$startsWith": self.words() }),
            5 => json!({ "$endsWith": self.words() }),
            6 => json!({ "$contains": self.words() }),
            7 => json!({ "$ne": self.text() }),
            8 => json!({ "$eq": { "$field": "group.name" } }),
            9 => json!({ "$not": { "$contains": self.words() } }),
            10 => json!({ "$length": { "$gt": self.below(4) } }),
            _ => {
                let options = if self.one_in(3) { "i" } else { "" };
                json!({ "$regex": self.pattern(2), "$options": options })
            }
        };
        if self.one_in(3) {
            test["$fold"] = json!(true);
        }
        test
    }

    fn number_test(&mut self) -> Value {
        match self.below(4) {
            0 => self.number(),
            1 => json!([self.number(), self.number()]),
            _ => json!({ self.pick(&["$gt", "$gte", "$lt", "$lte"]): self.number() }),
        }
    }

    fn fact_test(&mut self) -> Value {
        match self.below(8) {
            0 => json!({ "$eq": null }),
            1 => json!({ "$in": [true, null, self.number(), self.text()] }),
            2 => json!({ "$cidr": [self.block(), self.block()] }),
            3 => json!({ "$all": [self.text(), self.text()] }),
            4 => json!({ "$exists": self.one_in(2) }),
            5 => self.number_test(),
            _ => self.text_test(),
        }
    }

    fn test(&mut self) -> (&'static str, Value) {
        match self.below(13) {
            0 | 1 => ("group.name", self.text_test()),
            2 => ("members.id", self.text_test()),
            3 => ("members.id", json!({ "$all": [self.text(), self.text()] })),
            4 => ("members.count", json!({ self.pick(&["$gt", "$gte", "$lt", "$lte", "$eq"]): self.below(4) })),
            5 => ("members.adminCount", json!({ self.pick(&["$gt", "$lte"]): self.below(3) })),
            6 => ("operator.groupCount", self.number_test_of_integers()),
            7 => ("client.ip", json!({ "$cidr": self.block() })),
            8 => (
                "client.ip",
                match self.below(3) {
                    0 => json!({ "$cidr": { "$list": "blocks" } }),
                    1 => json!({ "$cidr": [self.block(), self.block(), self.block()] }),
                    _ => json!({ "$in": [self.address(), self.address()] }),
                },
            ),
            9 => (self.pick(&["custom.k", "custom.K", "custom.a.b"]), self.text_test()),
            10 => (self.pick(&["facts.x", "facts.y.z"]), self.fact_test()),
            11 => ("platform", json!(self.pick(&["tencent", "openim"]))),
            _ => ("group.type", json!({ self.pick(&["$eq", "$ne"]): self.pick(&["Public", "WorkingGroup"]) })),
        }
    }

    fn number_test_of_integers(&mut self) -> Value {
        let test = self.number_test();
        if test.to_string().contains('.') { json!({ "$gte": self.below(4) }) } else { test }
    }

    fn condition(&mut self, depth: usize) -> Value {
        let mut condition = json!({});
        for _ in 0..=self.below(2) {
            let (name, value) = match self.below(if depth == 0 { 6 } else { 9 }) {
                0..=5 => self.test(),
                which => {
                    let name = ["$and", "$or", "$nor"][which - 6];
                    (name, (0..=self.below(2)).map(|_| self.condition(depth - 1)).collect())
                }
            };
            condition[name] = value;
        }
        condition
    }

    fn policy(&mut self) -> Value {
        let rules: Value = (0..=self.below(24))
            .map(|number| {
                let mut rule = json!({ "id": format!("r{number}"), "when": self.condition(2) });
                match self.below(8) {
                    0 => rule["allow"] = json!(true),
                    1 => rule["modify"] = json!({ "group.name": format!("to {number}") }),
                    2..=5 => rule["flag"] = json!(format!("f{number}")),
                    _ => rule["deny"] = json!({ "message": "no" }),
                }
                if self.one_in(8) {
                    rule["enabled"] = json!(false);
                }
                if rule.get("flag").is_none() && self.one_in(2) {
                    rule["mode"] = json!("monitor");
                }
                rule
            })
            .collect();
        let words: Value = (0..4).map(|_| json!(self.word())).filter(|word| word != "").chain([json!("ab")]).collect();
        json!({
            "version": 1, "tencent": { "sdkAppIds": "any" }, "openim": { "accept": true }, "rules": rules,
            "lists": { "words": words, "blocks": [self.block(), self.block()] },
        })
    }

    /// A body, a URL and facts.
    fn call(&mut self) -> (String, String, String) {
        let ids: Vec<String> = (0..self.below(4)).map(|_| self.text()).collect();
        let phase = self.pick(&["Before", "Before", "After"]);
        let body = if self.one_in(2) {
            let members: Value = ids.iter().map(|id| json!({ "Member_Account": id })).collect();
            let custom: Value = (0..self.below(4))
                .map(|_| json!({ "Key": self.pick(&["k", "K", "a.b"]), "Value": self.text() }))
                .collect();
            json!({
                "CallbackCommand": format!("Group.Callback{phase}CreateGroup"), "Name": self.text(), "Type": "Public",
                "MemberList": members, "UserDefinedDataList": custom, "CreateGroupNum": self.below(5),
            })
        } else {
            let members: Value =
                ids.iter().map(|id| json!({ "userID": id, "roleLevel": self.pick(&[&20, &60]) })).collect();
            json!({
                "callbackCommand": format!("callback{phase}CreateGroupCommand"), "groupName": self.text(),
                "groupType": 2, "initMemberList": members,
            })
        };
        let facts = match self.below(6) {
            0 => json!({ "x": null, "y": { "z": [self.number(), self.text(), null, self.address()] } }),
            1 => json!({ "x": self.number(), "y": { "z": true } }),
            2 => json!({ "x": [], "y": { "z": { "deep": 1 } } }),
            3 => json!({ "x": self.address(), "y": [self.text()] }),
            _ => json!({ "x": self.text(), "y": { "z": [self.text(), self.text()] } }),
        };
        (body.to_string(), format!("/?SdkAppid=1&ClientIP={}", self.address()), facts.to_string())
    }
}

/// The policy without the rules that have mistakes: not every pattern compiles.
fn compile(mut policy: Value) -> Option<(String, Policy)> {
    if let Err(error) = Policy::parse(&policy.to_string()) {
        let mut wrong: Vec<usize> =
            error.issues.iter().filter_map(|issue| issue.path.split('/').nth(2)?.parse().ok()).collect();
        wrong.dedup();
        let rules = policy["rules"].as_array_mut()?;
        wrong.iter().rev().for_each(|rule| drop(rules.remove(*rule)));
    }
    let text = policy.to_string();
    Some((text.clone(), Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))))
}

#[test]
fn the_index_decides_as_the_plain_walk_does() {
    let mut random = Random(0x5eed);
    let (mut compiled, mut matched, mut skipped) = (0, 0, 0);
    for _ in 0..3000 {
        let Some((text, policy)) = compile(random.policy()) else { continue };
        compiled += 1;
        let folding = Folding::default();
        let index = Index::new(&policy.rules);
        for _ in 0..20 {
            let (body, url, facts) = random.call();
            let texts = Texts::default();
            let facts = Json::parse(&facts, &texts).unwrap();
            let request = Request {
                body: body.as_str().into(),
                url: Some(&url),
                token: None,
                now: 0,
                facts: Some(&facts),
                refuse: None,
                explain: Explain::Nothing,
            };
            folding.forget();
            let mut event = Event::default();
            assert_eq!(receive(&policy.settings, &request, &texts, &mut event).ok(), Some(Received::Event), "{body}");
            let context = Context { event: &event, now: 0, offset_minutes: 0, facts: Some(&facts), folding: &folding };
            let mut heard = 0;
            let plain = decide(&policy, None, &context, |_, held| {
                heard += 1;
                matched += usize::from(held);
            });
            let indexed = decide(&policy, Some(&index), &context, |_, _| {});
            assert_eq!(format!("{plain:?}"), format!("{indexed:?}"), "{text}\n{body}\n{url}\n{facts:?}");
            let mut visited = 0;
            index.visit(&context, |_| {
                visited += 1;
                false
            });
            skipped += usize::from(visited < heard);
        }
    }
    println!("{compiled} policies, {matched} rules matched, {skipped} calls looked at fewer rules");
    assert!(compiled > 1000 && matched > 50_000 && skipped > 10_000);
}

#[test]
fn of_thousands_of_bounds_those_that_are_met_are_found() {
    let mut random = Random(0xb0d);
    for count in [10, 64, 65, 300, 5000] {
        let rules: Vec<Value> = (0..count)
            .map(|number| {
                let operator = random.pick(&["$gt", "$gte", "$lt", "$lte"]);
                let bound = random.below(1000);
                json!({ "id": format!("r{number}"), "when": { "facts.x": { operator: bound } }, "flag": "f" })
            })
            .collect();
        let (_, policy) = compile(json!({ "version": 1, "rules": rules })).unwrap();
        let index = Index::new(&policy.rules);
        for x in [-1, 0, 1, 500, 998, 999, 1000] {
            let facts = format!("{{ \"x\": {x} }}");
            let texts = Texts::default();
            let facts = Json::parse(&facts, &texts).unwrap();
            let event = Event::default();
            let context =
                Context { event: &event, now: 0, offset_minutes: 0, facts: Some(&facts), folding: &Folding::default() };
            let plain: Vec<usize> = (0..count).filter(|number| policy.rules[*number].when.holds(&context)).collect();
            let mut visited = Vec::new();
            index.visit(&context, |number| {
                visited.push(number);
                false
            });
            assert!(plain.iter().all(|number| visited.binary_search(number).is_ok()), "{count} rules, {x}");
            assert!(visited.len() <= plain.len() + count / 100 + 2, "{count} rules, {x}: {}", visited.len());
        }
    }
}
