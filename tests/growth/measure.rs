//! Does everything of `cases.rs` at two sizes, in order, for `scripts/growth.mjs` to count what it costs: run under
//! callgrind it counts instructions, by itself it tells the most memory that each took.

use std::hint::black_box;

use cases::{CASES, Task};
use group_gate::json::Json;
use group_gate::texts::Texts;
use group_gate::{Policy, evaluate};
use peak_alloc::PeakAlloc;

mod cases;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

fn main() {
    for case in CASES {
        for size in [case.size, 10 * case.size] {
            let task = (case.at)(size);
            ALLOCATED.reset_peak_usage();
            let before = ALLOCATED.current_usage();
            measured(&task);
            println!("{} {}", ALLOCATED.peak_usage() - before, case.name);
        }
    }
}

#[inline(never)]
fn measured(task: &Task) {
    match task {
        Task::Check(text) => {
            black_box(Policy::parse(text).map_err(|error| error.to_string()).is_ok());
        }
        Task::Report(text) => {
            black_box(Policy::parse(text).map(|policy| policy.report(Some(text)).to_json()).is_ok());
        }
        Task::Decide(call) => {
            let texts = Texts::default();
            let facts = Json::parse(&call.facts, &texts).ok();
            black_box(evaluate(&call.policy, &call.request(facts.as_ref())).to_json());
        }
    }
}
