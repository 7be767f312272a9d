//! Writes what the native core makes of every vector, one JSON text a line, for the runtimes to be compared with:
//! `{"file","group","case","verdict"}` for a case that has a verdict, `{"file","group","report"}` and
//! `{"file","group","message","issues"}` for what checking the policy comes to. `group` and `case` are indexes.

#[path = "../tests/vectors/run.rs"]
mod run;

use group_gate::Policy;

fn main() {
    for (file, groups) in run::groups() {
        for (index, group) in groups.iter().enumerate() {
            let start = format!("{{\"file\":\"{file}\",\"group\":{index}");
            let text = run::policy_text(group);
            match Policy::parse(&text) {
                Err(error) => {
                    println!("{start},{}", error.to_json().trim_start_matches('{'));
                }
                Ok(policy) => {
                    println!("{start},\"report\":{}}}", policy.report(Some(&text)).to_json());
                    for (case, each) in group["cases"].as_array().into_iter().flatten().enumerate() {
                        // What is no call in Rust has no verdict either.
                        if each.get("throws").is_none() {
                            println!("{start},\"case\":{case},\"verdict\":{}}}", run::run(&policy, &each["request"]));
                        }
                    }
                }
            }
        }
    }
}
