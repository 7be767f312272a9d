//! What a text must contain for a regular expression to match it, as far as its spelling tells plainly.

/// Texts one of which is in every text that the pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literals {
    /// One for each alternative, none empty; in lower case where case is ignored.
    pub texts: Vec<String>,
    /// ASCII letters match in both cases.
    pub ignore_case: bool,
}

/// The literals of a pattern that compiles: of each alternative the longest run outside of groups. None where an
/// alternative has none, or the pattern has what is rarely written: flags but for `(?i)` at its beginning, names of
/// groups, characters by their numbers, a bracket in a class.
#[must_use]
pub fn required(pattern: &str, ignore_case: bool) -> Option<Literals> {
    let flagged = pattern.strip_prefix("(?i)");
    let pattern = flagged.unwrap_or(pattern);
    let ignore_case = ignore_case || flagged.is_some();
    let mut texts = Vec::new();
    let mut longest = "";
    // Where the run begins, and its last character.
    let (mut run, mut last) = (0, 0);
    let mut depth = 0;
    let mut rest = pattern.as_bytes().iter();
    loop {
        let at = pattern.len() - rest.len();
        let next = rest.next().copied();
        let byte = next.unwrap_or(b'|');
        if !br"\.^$|?*+{()[".contains(&byte) {
            if pattern.is_char_boundary(at) {
                last = at;
            }
            continue;
        }
        let end = if b"?*+{".contains(&byte) { last } else { at };
        match pattern.get(run..end) {
            Some(text) if depth == 0 && text.len() > longest.len() => longest = text,
            _ => {}
        }
        let mut kept = 0;
        match (byte, rest.as_slice()) {
            (b'\\', [b'x' | b'u' | b'U', ..]) | (b'[', [b']', ..] | [b'^', b']', ..]) => return None,
            (b'\\', [escaped, ..]) => {
                rest.next();
                kept = usize::from(!escaped.is_ascii_alphabetic() && !b"<>".contains(escaped));
            }
            (b'(', [b'?', kind, ..]) if *kind != b':' => return None,
            (b'(', _) => depth += 1,
            (b')', _) => depth -= 1,
            (b'[', _) => loop {
                match rest.next()? {
                    b']' => break,
                    b'[' => return None,
                    b'\\' => drop(rest.next()),
                    _ => {}
                }
            },
            (b'{', _) => drop(rest.find(|byte| **byte == b'}')),
            (b'|', _) if depth == 0 => {
                if longest.is_empty() {
                    return None;
                }
                texts.push(if ignore_case { longest.to_ascii_lowercase() } else { longest.to_owned() });
                if next.is_none() {
                    return Some(Literals { texts, ignore_case });
                }
                longest = "";
            }
            _ => {}
        }
        run = pattern.len() - rest.len() - kept;
        last = run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_of_each_alternative_is_required() {
        for (pattern, texts) in [
            (r"casino[-_ ]?\d+", "casino"),
            (r"\bpoker\b", "poker"),
            (r"[a-z]+ room$", " room"),
            (r"(?:buy|sell) gold", " gold"),
            (r"a{2}bcd*e", "bc"),
            (r"ab+?cde", "cde"),
            (r"ab+*cd", "cd"),
            (r"x\.com|y\.org", ".com .org"),
            (r"\.?ab\.+c", "ab"),
            (r"[x\]-]ab[^a(-]{2,}c", "ab"),
            (r"([)]abc|d)ef(?:[(])?", "ef"),
            (r"\b{start}room", "room"),
            ("赌é?博", "赌"),
            ("(?i)Room", "room"),
        ] {
            let required = required(pattern, false).map(|found| found.texts.join(" "));
            assert_eq!(required.as_deref(), Some(texts), "{pattern}");
        }
        for pattern in [
            "",
            r"\d+",
            "a|",
            "a*",
            "(ab)",
            "ab(?i)c",
            "(ab(?i)c)d",
            "(?x)a b",
            "a?",
            r"\x61bc",
            "[]a]bc",
            "ab[!-[]c|d]",
            "ab[[:digit:]]",
        ] {
            assert_eq!(required(pattern, false), None, "{pattern}");
        }
    }
}
