//! The core without JavaScript around it: `cargo bench`, or `cargo bench -- decide` for some of it.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use group_gate::event::Event;
use group_gate::fold::fold_into;
use group_gate::receive::receive;
use group_gate::settings::{Apps, Settings};
use group_gate::texts::Texts;
use group_gate::{Explain, Policy, Request};

const REFERENCE: &str = include_str!("reference/policy.json");
const TENCENT: &str = include_str!("../tests/wire/tencent/before-2025-12.json");
const OPENIM: &str = include_str!("../tests/wire/openim/sdk.body.json");
const URL: &str = "/callback?SdkAppid=1400000000&CallbackCommand=Group.CallbackBeforeCreateGroup&ClientIP=10.1.2.3";

/// A policy of rules that the callbacks here do not meet: equality, `$in`, thresholds, prefixes and words.
fn grown(rules: usize) -> String {
    let mut text = String::from(r#"{"version":1,"tencent":{"sdkAppIds":"any"},"openim":{"accept":true},"rules":["#);
    for i in 0..rules {
        let when = match i % 5 {
            0 => format!(r#""group.name":"Reserved {i}""#),
            1 => format!(r#""owner.id":{{"$in":["spam_{i}","bot_{i}"]}}"#),
            2 => format!(r#""members.count":{{"$gt":{}}}"#, 1000 + i),
            3 => format!(r#""members.id":{{"$startsWith":"vendor-{i}-"}}"#),
            _ => format!(r#""group.name":{{"$contains":"offer {i}","$fold":true}}"#),
        };
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"id":"rule-{i}","when":{{{when}}},"deny":{{"message":"refused"}}}}"#);
    }
    text + "]}"
}

fn compiled(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn request(body: &str) -> Request<'_> {
    Request {
        body: body.into(),
        url: Some(URL),
        token: None,
        now: 1_700_000_000_000,
        facts: None,
        refuse: None,
        explain: Explain::Nothing,
    }
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    let mut settings = Settings { openim_accept: true, ..Settings::default() };
    settings.tencent.apps = Apps::Any;
    for (dialect, body) in [("tencent", TENCENT), ("openim", OPENIM)] {
        group.bench_with_input(dialect, body, |bencher, body| {
            bencher.iter(|| {
                receive(&settings, black_box(&request(body)), &Texts::default(), &mut Event::default()).is_ok()
            });
        });
    }
}

fn decide(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    let reference = compiled(REFERENCE);
    group.bench_function("reference policy", |bencher| {
        bencher.iter(|| group_gate::evaluate(&reference, black_box(&request(TENCENT))));
    });
    for rules in [10, 10_000] {
        let policy = compiled(&grown(rules));
        for (dialect, body) in [("tencent", TENCENT), ("openim", OPENIM)] {
            group.bench_with_input(BenchmarkId::new(dialect, rules), body, |bencher, body| {
                bencher.iter(|| group_gate::evaluate(&policy, black_box(&request(body))));
            });
        }
    }
}

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    let text = grown(10_000);
    group.bench_function("10,000 rules", |bencher| bencher.iter(|| compiled(black_box(&text))));
    group.bench_function("10,000 rules, JSON alone", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(&text)).is_ok());
    });
}

fn fold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fold");
    let mut folded = String::new();
    for (name, text) in [
        ("ascii", "The Big CaSiNo Night"),
        ("cjk", "赌博俱乐部每周二晚上"),
        ("mixed", "Ｂｉｇ ＣＡＳＩＮＯ Straße ﬁn İ"),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                folded.clear();
                fold_into(black_box(text), &mut folded);
                folded.len()
            });
        });
    }
}

criterion_group!(native, parse, decide, compile, fold);
criterion_main!(native);
