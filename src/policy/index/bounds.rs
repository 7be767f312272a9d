//! Bounds in the order of their rules, the next one that a value meets found without looking at those between.

/// How many bounds, or blocks of them, one block holds.
const BLOCK: usize = 16;

/// The least of each block, of blocks of blocks, and so on: the bounds themselves first.
#[derive(Debug, Default)]
pub struct Bounds {
    levels: Vec<Vec<f64>>,
    rules: Vec<u32>,
}

impl Bounds {
    /// Adds a bound of a rule, which is not before the last one.
    pub fn push(&mut self, bound: f64, rule: u32) {
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        if let Some(bounds) = self.levels.first_mut() {
            bounds.push(bound);
            self.rules.push(rule);
        }
    }

    /// Works out the blocks.
    pub fn finish(&mut self) {
        while let Some(last) = self.levels.last().filter(|last| last.len() > BLOCK) {
            let least = |block: &[f64]| block.iter().copied().fold(f64::INFINITY, f64::min);
            let blocks = last.chunks(BLOCK).map(least).collect();
            self.levels.push(blocks);
        }
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The first bound from `from` on that is not above the value: its place and its rule.
    #[must_use]
    pub fn next(&self, from: usize, value: f64) -> Option<(usize, u32)> {
        let (mut level, mut place) = (0, from);
        loop {
            let bounds = self.levels.get(level)?;
            match bounds.get(place) {
                Some(bound) if *bound <= value => {
                    if level == 0 {
                        return Some((place, *self.rules.get(place)?));
                    }
                    (level, place) = (level - 1, place * BLOCK);
                }
                Some(_) if (place + 1) % BLOCK != 0 => place += 1,
                // The block is at its end.
                _ => (level, place) = (level + 1, place / BLOCK + 1),
            }
        }
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.levels.iter().map(|level| level.len() * 8).sum::<usize>() + self.rules.len() * 4
    }
}
