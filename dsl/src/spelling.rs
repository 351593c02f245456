//! Slips of spelling.

/// Longer words are not compared.
const LONGEST: usize = 100;

/// The candidate that a word is most likely a slip of: it differs in at most a third of its
/// characters (Damerau–Levenshtein distance), letter case apart; the first of the nearest.
pub fn nearest<'n>(word: &str, candidates: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if word.len() > LONGEST {
        return None;
    }
    let folded = word.trim().to_lowercase();
    candidates
        .map(|candidate| {
            (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
