//! Finding a text in another. (The standard library's search is 2.3 KB of the module.)

/// The word stands somewhere in the text. The time grows with the length of both, whatever they are.
#[must_use]
pub fn is_in(word: &str, text: &str) -> bool {
    let (word, mut rest) = (word.as_bytes(), text.as_bytes());
    let Some(first) = word.first() else { return true };
    // So many bytes are compared in vain before words are told by their hashes.
    let mut patience = text.len();
    while let Some(at) = position(*first, rest) {
        rest = rest.get(at..).unwrap_or_default();
        let Some(window) = rest.get(..word.len()) else { return false };
        let alike = window.iter().zip(word).take_while(|(own, wanted)| own == wanted).count();
        if alike == word.len() {
            return true;
        }
        match patience.checked_sub(alike) {
            Some(left) => patience = left,
            None => return is_hashed_in(word, rest),
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Where a byte stands first, looked for among eight at a time.
fn position(wanted: u8, text: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = text.as_chunks::<8>();
    let mut at = 0;
    for eight in eights {
        let others = u64::from_le_bytes(*eight) ^ (ONES * u64::from(wanted));
        let found = others.wrapping_sub(ONES) & !others & (ONES << 7);
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    rest.iter().position(|byte| *byte == wanted).map(|behind| at + behind)
}

/// The word stands in the text, told by a hash that rolls along it (Karp and Rabin, 1987).
#[cold]
fn is_hashed_in(word: &[u8], text: &[u8]) -> bool {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let add = |hash: u64, byte: &u8| hash.wrapping_mul(BASE).wrapping_add(u64::from(*byte));
    let wanted = word.iter().fold(0, add);
    let place = word.iter().fold(1_u64, |place, _| place.wrapping_mul(BASE));
    let mut hash = 0;
    for (end, byte) in text.iter().enumerate() {
        hash = add(hash, byte);
        let start = (end + 1).checked_sub(word.len());
        if let Some(gone) = start.and_then(|start| text.get(start.checked_sub(1)?)) {
            hash = hash.wrapping_sub(place.wrapping_mul(u64::from(*gone)));
        }
        if hash == wanted && start.and_then(|start| text.get(start..=end)) == Some(word) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_the_library_finds_them() {
        let mut texts = vec![String::new()];
        for length in 0..9 {
            for at in 0..texts.len() {
                if texts[at].len() == length {
                    texts.push(texts[at].clone() + "a");
                    texts.push(texts[at].clone() + "b");
                }
            }
        }
        let words: Vec<&String> = texts.iter().filter(|text| text.len() < 6).collect();
        for text in &texts {
            for word in &words {
                assert_eq!(is_in(word, text), text.contains(word.as_str()), "{word} in {text}");
                let hashed = is_hashed_in(word.as_bytes(), text.as_bytes());
                assert_eq!(
                    hashed && !word.is_empty(),
                    text.contains(word.as_str()) && !word.is_empty(),
                    "{word} in {text}"
                );
            }
        }
    }

    #[test]
    fn a_word_is_found_behind_many_that_are_nearly_it() {
        let nearly = "a".repeat(1000);
        let word = nearly.clone() + "b";
        assert!(is_in(&word, &(nearly.repeat(20) + "b")));
        assert!(!is_in(&word, &nearly.repeat(20)));
        assert!(is_in("é!", "e\u{301} and é?é!"));
    }
}
