//! Holds the reasoning behind `never-matches` and `unreachable-rule` to the conditions themselves, by trying callbacks.
//!
//! Over small domains all conjunctions of tests are tried with a callback of every kind that the tests can tell apart,
//! so that what is claimed is compared with what is so. Conditions of every operator, nested at random, are tried with
//! random callbacks, none of which may contradict a claim.

use std::collections::HashMap;

use group_gate::Policy;
use group_gate::address::Address;
use group_gate::event::{Context, Event, Member};
use group_gate::fields::{Field, GROUP_TYPES, Phase, Platform, WEEKDAYS};
use group_gate::fold::Folding;
use group_gate::json::Json;
use group_gate::policy::condition::Condition;
use group_gate::policy::imply::{Alternative, Part, Spreader};
use group_gate::policy::sight::Platforms;
use group_gate::texts::Texts;
use group_gate::value::Item;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

/// A callback, and what the host adds.
#[derive(Clone, Default)]
struct Callback {
    openim: bool,
    after: bool,
    items: Vec<(Field, Item<'static>)>,
    members: Vec<&'static str>,
    custom: Option<&'static str>,
    now: i64,
    facts: Option<usize>,
}

const FACTS: [&str; 15] = [
    "{}",
    r#"{"x":null}"#,
    r#"{"x":true}"#,
    r#"{"x":1}"#,
    r#"{"x":1.5}"#,
    r#"{"x":2}"#,
    r#"{"x":"a"}"#,
    r#"{"x":"AB"}"#,
    r#"{"x":"10.0.0.1"}"#,
    r#"{"x":[]}"#,
    r#"{"x":[1,2]}"#,
    r#"{"x":["a","b"]}"#,
    r#"{"x":["b",2,null]}"#,
    r#"{"x":{"y":1}}"#,
    r#"{"x":[["a"],{}]}"#,
];

impl Callback {
    fn with(mut self, field: Field, item: impl Into<Option<Item<'static>>>) -> Self {
        self.items.extend(item.into().map(|item| (field, item)));
        self
    }

    fn platform(&self) -> Platform {
        if self.openim { Platform::OpenIm } else { Platform::Tencent }
    }

    fn phase(&self) -> Phase {
        if self.after { Phase::After } else { Phase::Before }
    }

    fn meets(&self, condition: &Condition, facts: &[Json]) -> bool {
        let mut event = Event::new(self.platform(), self.phase(), "");
        for (field, item) in &self.items {
            event.set(*field, *item);
        }
        event.members = self.members.iter().map(|id| Member { id, role: None }).collect();
        event.custom = self.custom.iter().map(|value| ("k", *value)).collect();
        let facts = self.facts.map(|index| &facts[index]);
        condition.holds(&Context {
            event: &event,
            now: self.now,
            offset_minutes: 0,
            facts,
            folding: &Folding::default(),
        })
    }
}

fn platforms() -> Vec<Callback> {
    let all = [(false, false), (false, true), (true, false), (true, true)];
    all.into_iter().map(|(openim, after)| Callback { openim, after, ..Callback::default() }).collect()
}

/// Callbacks of both platforms with each of the values where the platform sends the field, and without it.
fn callbacks(field: Field, items: &[Item<'static>]) -> Vec<Callback> {
    let info = field.info();
    let each = |callback: Callback| {
        let sent = if callback.openim { info.openim } else { info.tencent };
        let items = if sent { items } else { &[] };
        let with = items.iter().map(|item| callback.clone().with(field, *item)).collect::<Vec<_>>();
        with.into_iter().chain([callback.clone()])
    };
    platforms().into_iter().flat_map(each).collect()
}

fn texts(texts: &[&'static str]) -> Vec<Item<'static>> {
    texts.iter().map(|text| Item::Text(text)).collect()
}

fn integers(integers: &[i64]) -> Vec<Item<'static>> {
    integers.iter().map(|integer| Item::integer(*integer)).collect()
}

fn comparisons(bounds: &[Value]) -> Vec<Value> {
    let operators = ["$gt", "$gte", "$lt", "$lte"];
    bounds.iter().flat_map(|bound| operators.map(|operator| json!({ operator: bound }))).collect()
}

/// The policy with a rule for each condition.
fn policy(settings: &Value, conditions: &[Value]) -> Policy {
    let rule = |(i, when): (usize, &Value)| json!({ "id": i.to_string(), "when": when, "allow": true });
    let rules: Vec<Value> = conditions.iter().enumerate().map(rule).collect();
    let mut document = settings.clone();
    document["version"] = json!(1);
    document["rules"] = rules.into();
    Policy::parse(&document.to_string()).unwrap()
}

fn both() -> Value {
    json!({ "tencent": { "sdkAppIds": "any" }, "openim": { "accept": true } })
}

/// All conjunctions of up to three tests of one field.
fn conjunctions(name: &str, tests: &[Value]) -> Vec<Value> {
    let mut all = Vec::new();
    for (i, a) in tests.iter().enumerate() {
        all.push(json!({ name: a }));
        for (j, b) in tests.iter().enumerate().skip(i + 1) {
            all.push(json!({ "$and": [{ name: a }, { name: b }] }));
            all.extend(tests.iter().skip(j + 1).map(|c| json!({ "$and": [{ name: a }, { name: b }, { name: c }] })));
        }
    }
    all
}

/// What may be so where the condition holds.
fn alternatives<'p>(spreader: &Spreader, condition: &'p Condition) -> Vec<Alternative<'p>> {
    let anything = Alternative::anything_from(Platforms::BOTH, true);
    spreader.left(&anything, Part::Condition(condition, true), usize::MAX).unwrap()
}

/// The condition is claimed to hold wherever one of the alternatives does.
fn is_implied<'p>(spreader: &Spreader, alternatives: &[Alternative<'p>], condition: &'p Condition) -> bool {
    !spreader.leaves_some(alternatives, Part::Condition(condition, false))
}

/// The claims about conditions are exactly what trying the callbacks shows.
fn holds_exactly(settings: &Value, conditions: &[Value], callbacks: &[Callback]) {
    let policy = policy(settings, conditions);
    let spreader = Spreader::new(&policy.settings.tencent.apps);
    let met: Vec<Vec<bool>> =
        policy.rules.iter().map(|rule| callbacks.iter().map(|one| one.meets(&rule.when, &[])).collect()).collect();
    // Conjunctions that the same callbacks meet say the same: of them a few are compared with everything.
    let mut alike: HashMap<&[bool], usize> = HashMap::new();
    let mut compared = Vec::new();
    for (i, rule) in policy.rules.iter().enumerate() {
        let left = alternatives(&spreader, &rule.when);
        assert_eq!(left.is_empty(), !met[i].contains(&true), "never matches: {}", conditions[i]);
        let alike = alike.entry(&met[i]).or_default();
        *alike += 1;
        if *alike <= 8 && !left.is_empty() {
            compared.push((i, left));
        }
    }
    for (i, left) in &compared {
        for (j, _) in &compared {
            let claimed = is_implied(&spreader, left, &policy.rules[*j].when);
            let so = met[*i].iter().zip(&met[*j]).all(|(a, b)| !a || *b);
            assert_eq!(claimed, so, "implication: {} ⇒ {}", conditions[*i], conditions[*j]);
        }
    }
    assert!(!spreader.is_exhausted());
}

fn field_holds_exactly(field: Field, tests: &[Value], callbacks: &[Callback]) {
    holds_exactly(&both(), &conjunctions(field.info().name, tests), callbacks);
}

fn text_tests() -> Vec<Value> {
    vec![
        json!("a"),
        json!(["a", "ab", "c"]),
        json!([]),
        json!({ "$eq": "ab" }),
        json!({ "$ne": "ab" }),
        json!({ "$nin": ["a", "b"] }),
        json!({ "$nin": [] }),
        json!({ "$exists": true }),
        json!({ "$exists": false }),
        json!({ "$startsWith": "a" }),
        json!({ "$startsWith": "ab" }),
        json!({ "$startsWith": ["ab", "b"] }),
        json!({ "$startsWith": [] }),
        json!({ "$not": { "$startsWith": "a" } }),
        json!({ "$not": { "$startsWith": ["ab", "c"] } }),
        json!({ "$not": { "$exists": true, "$ne": "a" } }),
    ]
}

const TEXTS: [&str; 11] = ["a", "ab", "abz", "az", "b", "bz", "ba", "c", "cz", "z", "A"];

#[test]
fn tests_of_a_text_are_seen_through() {
    let tests = [text_tests(), vec![json!("")]].concat();
    let with_empty = [&TEXTS[..], &[""]].concat();
    field_holds_exactly(Field::GroupName, &tests, &callbacks(Field::GroupName, &texts(&with_empty)));
}

#[test]
fn an_id_is_never_empty() {
    let tests = [text_tests(), vec![json!(""), json!(["", "a"])]].concat();
    for field in [Field::OperatorId, Field::OwnerId, Field::GroupCreatorId] {
        field_holds_exactly(field, &tests, &callbacks(field, &texts(&TEXTS)));
    }
}

#[test]
fn tests_of_an_integer_are_seen_through() {
    let values = [0, 1, 2, 3, 4, 5, i64::MAX - 1, i64::MAX];
    let bounds = [json!(0), json!(2), json!(2.5), json!(3), json!(i64::MAX), json!(1e30)];
    let sets = [json!(2), json!([0, 1]), json!({ "$ne": 3 }), json!({ "$nin": [2, 3] }), json!({ "$exists": false })];
    let tests = [comparisons(&bounds), sets.to_vec()].concat();
    field_holds_exactly(Field::OperatorGroupCount, &tests, &callbacks(Field::OperatorGroupCount, &integers(&values)));

    let values = [i64::MIN, i64::MIN + 1, -2, -1, 0, 1, 2, 3, i64::MAX];
    let bounds = [json!(i64::MIN), json!(-1), json!(0.5), json!(1), json!(-1e30)];
    let sets = [json!(1), json!([0, -1]), json!({ "$nin": [1, 0] }), json!({ "$exists": true })];
    let tests = [comparisons(&bounds), sets.to_vec()].concat();
    field_holds_exactly(Field::GroupStatus, &tests, &callbacks(Field::GroupStatus, &integers(&values)));
}

#[test]
fn an_hour_is_one_of_24_and_never_missing() {
    let tests = [
        comparisons(&[json!(0), json!(1), json!(22), json!(23), json!(-1), json!(24)]),
        vec![json!(0), json!([0, 23]), json!({ "$ne": 23 }), json!({ "$exists": false }), json!({ "$exists": true })],
        vec![json!({ "$nin": (1..23).collect::<Vec<_>>() })],
    ]
    .concat();
    let hours = |callback: Callback| (0..24).map(move |hour| Callback { now: hour * HOUR, ..callback.clone() });
    let callbacks: Vec<Callback> = platforms().into_iter().flat_map(hours).collect();
    field_holds_exactly(Field::TimeHour, &tests, &callbacks);
}

#[test]
fn tests_of_an_address_are_seen_through() {
    let tests = [
        json!("10.0.0.1"),
        json!(["::ffff:10.0.0.0", "::1"]),
        json!({ "$ne": "10.0.0.2" }),
        json!({ "$nin": ["10.0.0.2", "10.0.0.3", "::"] }),
        json!({ "$exists": true }),
        json!({ "$exists": false }),
        json!({ "$cidr": "10.0.0.0/30" }),
        json!({ "$cidr": "10.0.0.0/31" }),
        json!({ "$cidr": ["10.0.0.0/32", "10.0.0.2/31"] }),
        json!({ "$cidr": [] }),
        json!({ "$cidr": "::/0" }),
        json!({ "$cidr": "::ffff:0:0/96" }),
        json!({ "$cidr": "::/127" }),
        json!({ "$not": { "$cidr": "10.0.0.0/31" } }),
        json!({ "$not": { "$cidr": ["0.0.0.0/0", "::1"] } }),
        json!({ "$not": { "$cidr": "::/0" } }),
    ];
    let addresses = ["9.255.255.255", "10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "::", "::1", "::2"];
    let items: Vec<Item> = addresses.iter().map(|text| Item::Address(Address::parse(text).unwrap())).collect();
    field_holds_exactly(Field::ClientIp, &tests, &callbacks(Field::ClientIp, &items));
}

#[test]
fn tests_of_a_type_are_seen_through() {
    let tests = [
        json!("Work"),
        json!("Private"),
        json!("WorkingGroup"),
        json!(["Work", "NormalGroup"]),
        json!({ "$nin": ["NormalGroup", "SuperGroup", "WorkingGroup"] }),
        json!({ "$nin": ["Work", "Public", "Meeting", "AVChatRoom", "Community", "BChatRoom"] }),
        json!({ "$nin": GROUP_TYPES }),
        json!({ "$exists": true }),
        json!({ "$exists": false }),
    ];
    let sent = texts(&[GROUP_TYPES, &["Own", "7"]].concat());
    let mut callbacks = callbacks(Field::GroupType, &sent);
    let is_tencents = |item: &Item| matches!(item, Item::Text(text) if GROUP_TYPES[..6].contains(text));
    callbacks.retain(|callback| !callback.openim || !callback.items.iter().any(|(_, item)| is_tencents(item)));
    field_holds_exactly(Field::GroupType, &tests, &callbacks);
}

#[test]
fn fixed_sets_of_values_are_seen_through() {
    let days = |callback: Callback| (0..7).map(move |day| Callback { now: day * 24 * HOUR, ..callback.clone() });
    let callbacks: Vec<Callback> = platforms().into_iter().flat_map(days).collect();
    let weekdays = [
        json!("mon"),
        json!(["mon", "tue"]),
        json!({ "$nin": WEEKDAYS }),
        json!({ "$nin": WEEKDAYS[1..] }),
        json!({ "$in": WEEKDAYS }),
        json!({ "$exists": false }),
        json!({ "$exists": true }),
    ];
    field_holds_exactly(Field::TimeWeekday, &weekdays, &callbacks);
    let sides = |a: &str, b: &str| {
        let sets =
            vec![json!([a, b]), json!([]), json!({ "$ne": a }), json!({ "$nin": [a, b] }), json!({ "$nin": [b] })];
        [vec![json!(a), json!(b), json!({ "$exists": true }), json!({ "$not": { "$eq": b } })], sets].concat()
    };
    field_holds_exactly(Field::Platform, &sides("tencent", "openim"), &platforms());
    field_holds_exactly(Field::Phase, &sides("before", "after"), &platforms());
}

#[test]
fn an_app_is_one_of_those_that_are_accepted() {
    let tests = [
        json!("1"),
        json!("3"),
        json!(["1", "2"]),
        json!({ "$ne": "1" }),
        json!({ "$nin": ["1", "2"] }),
        json!({ "$startsWith": "1" }),
        json!({ "$exists": true }),
        json!({ "$exists": false }),
    ];
    let name = Field::AppId.info().name;
    let mut listed = callbacks(Field::AppId, &texts(&["1", "2"]));
    listed.retain(|callback| callback.openim || !callback.items.is_empty());
    let settings = json!({ "tencent": { "sdkAppIds": ["1", "2"] }, "openim": { "accept": true } });
    holds_exactly(&settings, &conjunctions(name, &tests), &listed);
    let any = callbacks(Field::AppId, &texts(&["1", "1z", "2", "3", "4"]));
    holds_exactly(&both(), &conjunctions(name, &tests), &any);
}

#[test]
fn tests_of_several_fields_are_seen_through() {
    let parts = [
        json!({ "platform": "tencent" }),
        json!({ "platform": { "$ne": "tencent" } }),
        json!({ "phase": "after" }),
        json!({ "operator.id": "a" }),
        json!({ "operator.id": { "$ne": "a" } }),
        json!({ "operator.id": { "$exists": true } }),
        json!({ "group.status": { "$gte": 1 } }),
        json!({ "group.status": { "$lt": 1 } }),
        json!({ "group.status": { "$exists": false } }),
        json!({ "time.hour": { "$gte": 1 } }),
        json!({ "time.hour": 0 }),
    ];
    let mut callbacks = Vec::new();
    for callback in platforms() {
        for hour in [0, 1] {
            let callback = Callback { now: hour * HOUR, ..callback.clone() };
            callbacks.push(callback.clone());
            if callback.openim {
                callbacks.extend([0, 1].map(|one| callback.clone().with(Field::GroupStatus, Item::integer(one))));
            } else {
                callbacks.extend(["a", "b"].map(|one| callback.clone().with(Field::OperatorId, Item::Text(one))));
            }
        }
    }
    let mut conditions = Vec::new();
    for bits in 1..1_u32 << parts.len() {
        if bits.count_ones() <= 3 {
            let chosen: Vec<&Value> = (0..parts.len()).filter(|i| bits >> i & 1 == 1).map(|i| &parts[i]).collect();
            conditions.push(json!({ "$and": chosen }));
        }
    }
    holds_exactly(&both(), &conditions, &callbacks);
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    fn condition(&mut self, depth: usize) -> Value {
        if depth == 0 || self.below(3) == 0 {
            return self.test();
        }
        let branches: Vec<Value> = (0..=self.below(3)).map(|_| self.condition(depth - 1)).collect();
        let combinator = self.pick(&["$and", "$or", "$nor"]);
        json!({ combinator: branches })
    }

    fn test(&mut self) -> Value {
        let text = [
            text_tests(),
            vec![
                json!({ "$contains": ["a", "z"] }),
                json!({ "$contains": "bz" }),
                json!({ "$endsWith": "z" }),
                json!({ "$endsWith": ["bz", "a"] }),
                json!({ "$regex": "^a" }),
                json!({ "$regex": "^a", "$options": "i" }),
                json!({ "$eq": "A", "$fold": true }),
                json!({ "$in": ["AB", "z"], "$fold": true }),
                json!({ "$startsWith": "A", "$fold": true }),
                json!({ "$contains": "B", "$fold": true }),
                json!({ "$length": { "$gt": 1, "$ne": 3 } }),
                json!({ "$length": { "$lt": 2 } }),
                json!({ "$length": 1 }),
                json!({ "$bytes": { "$gte": 2 } }),
                json!({ "$eq": { "$field": "owner.id" } }),
                json!({ "$ne": { "$field": "owner.id" } }),
                json!({ "$in": { "$field": "members.id" } }),
                json!({ "$startsWith": { "$field": "operator.id" } }),
                json!({ "$contains": { "$field": "operator.id" } }),
            ],
        ]
        .concat();
        let number = [
            comparisons(&[json!(1), json!(2)]),
            vec![json!(1), json!({ "$ne": 2 }), json!([0, 1]), json!({ "$lt": { "$field": "members.count" } })],
            vec![json!({ "$lte": { "$field": "members.count" } }), json!({ "$exists": false })],
        ]
        .concat();
        let many = vec![
            json!({ "$all": ["a", "b"] }),
            json!({ "$all": ["a"] }),
            json!({ "$all": [] }),
            json!({ "$not": { "$all": ["a", "b"] } }),
            json!({ "$all": ["A"], "$fold": true }),
        ];
        let fact = vec![
            json!(null),
            json!(true),
            json!({ "$gt": 1 }),
            json!({ "$gt": 1, "$lt": 2 }),
            json!({ "$lte": 1.5 }),
            json!({ "$ne": 1 }),
            json!({ "$in": [1, "a", null] }),
            json!({ "$nin": ["b", 2] }),
            json!({ "$all": ["a", 1] }),
            json!({ "$cidr": "10.0.0.0/30" }),
            json!({ "$cidr": "10.0.0.0/31" }),
        ];
        let (name, tests) = match self.below(9) {
            0 => ("group.name", text),
            1 => ("operator.id", text),
            2 => ("owner.id", text),
            3 => ("custom.k", text),
            4 => ("members.id", [text, many].concat()),
            5 => ("facts.x", [text, many, fact].concat()),
            6 => ("operator.groupCount", number),
            7 => ("members.count", number),
            _ => (
                "platform",
                vec![
                    json!("tencent"),
                    json!("openim"),
                    json!({ "$ne": "openim" }),
                    json!({ "$eq": { "$field": "custom.k" } }),
                ],
            ),
        };
        let test = self.pick(&tests);
        let test = if test.is_object() && self.below(4) == 0 { json!({ "$not": test }) } else { test };
        json!({ name: test })
    }

    fn callback(&mut self) -> Callback {
        let mut callback = self.pick(&platforms());
        for field in [Field::GroupName, Field::OwnerId, Field::OperatorId] {
            if self.below(4) > 0 && !(callback.openim && field == Field::OperatorId) {
                callback = callback.with(field, Item::Text(self.pick(&TEXTS)));
            }
        }
        callback.members = (0..self.below(4)).map(|_| self.pick(&TEXTS)).collect();
        callback.facts = self.pick(&[None, Some(0)]).map(|_: usize| self.below(FACTS.len()));
        if !callback.openim {
            callback.custom = self.pick(&[None, Some("a"), Some("AB"), Some(""), Some("tencent")]);
            let count = self.pick(&[None, Some(0), Some(1), Some(2), Some(3)]);
            callback = callback.with(Field::OperatorGroupCount, count.map(Item::integer));
        }
        callback
    }
}

#[test]
fn no_callback_contradicts_a_claim() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let texts = Texts::default();
    let facts: Vec<Json> = FACTS.iter().map(|text| Json::parse(text, &texts).unwrap()).collect();
    let (mut impossible, mut implied) = (0, 0);
    for _ in 0..40 {
        let conditions: Vec<Value> = (0..30).map(|i| dice.condition(i % 3)).collect();
        let policy = policy(&both(), &conditions);
        let spreader = Spreader::new(&policy.settings.tencent.apps);
        let callbacks: Vec<Callback> = (0..400).map(|_| dice.callback()).collect();
        let met: Vec<Vec<bool>> = policy
            .rules
            .iter()
            .map(|rule| callbacks.iter().map(|callback| callback.meets(&rule.when, &facts)).collect())
            .collect();
        for (i, rule) in policy.rules.iter().enumerate() {
            let left = alternatives(&spreader, &rule.when);
            if left.is_empty() {
                impossible += 1;
                assert!(!met[i].contains(&true), "can match: {}", conditions[i]);
                continue;
            }
            for (j, earlier) in policy.rules.iter().enumerate() {
                if i != j && is_implied(&spreader, &left, &earlier.when) {
                    implied += 1;
                    let so = met[i].iter().zip(&met[j]).all(|(a, b)| !a || *b);
                    assert!(so, "not implied: {} ⇒ {}", conditions[i], conditions[j]);
                }
            }
        }
    }
    assert!(impossible > 20 && implied > 200, "claimed too little: {impossible} impossible, {implied} implied");
}
