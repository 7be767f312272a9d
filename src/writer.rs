//! Writing JSON, value by value.

use crate::json::{append_quoted, integer_json};

/// JSON that grows at its end. Commas come by themselves.
///
/// What writes a value is called and not inlined: values are written at too many places, none of them hot.
#[derive(Debug, Default)]
pub struct Writer {
    json: String,
}

impl Writer {
    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.json
    }

    /// What was written so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.json
    }

    /// Begins a name or a value: behind another one with a comma.
    fn begin(&mut self) {
        if !matches!(self.json.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.json.push(',');
        }
    }

    /// Opens an object (`{`) or an array (`[`).
    pub fn open(&mut self, bracket: &str) {
        self.json(bracket);
    }

    /// Closes an object (`}`) or an array (`]`).
    pub fn close(&mut self, bracket: &str) {
        self.json.push_str(bracket);
    }

    /// The name of a member, whose value comes next.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.json.push(':');
        self
    }

    /// A text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.begin();
        append_quoted(&mut self.json, text);
    }

    /// An integer, as every reader keeps it.
    pub fn integer(&mut self, value: i64) {
        self.json(&integer_json(value));
    }

    /// A value that is JSON already.
    #[inline(never)]
    pub fn json(&mut self, json: &str) {
        self.begin();
        self.json.push_str(json);
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.json(if value { "true" } else { "false" });
    }

    /// How many there are.
    pub fn count(&mut self, count: usize) {
        self.integer(i64::try_from(count).unwrap_or(i64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn commas_stand_between_values_and_nowhere_else() {
        let mut json = Writer::default();
        json.open("{");
        json.name("empty").open("{");
        json.close("}");
        json.name("a\"{").open("[");
        for text in ["{", "[", ":"] {
            json.text(text);
        }
        json.open("[");
        json.close("]");
        json.boolean(true);
        json.integer(-1);
        json.close("]");
        json.name("").json("null");
        json.close("}");
        assert_eq!(json.finish(), r#"{"empty":{},"a\"{":["{","[",":",[],true,-1],"":null}"#);
    }
}
