//! What came of one field since the last time, on both sides.

use super::said::Said;

/// What becomes of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Merged {
    /// Nothing is said of it, or nothing is known of what is said.
    Nothing,
    /// Both sides say the same.
    Agreed,
    /// Only people here changed it, or the tracker never said anything of it: it stays.
    Ours,
    /// Only the tracker changed it: it becomes this.
    Theirs(Option<String>),
    /// Both changed it, or nobody can tell who did.
    Conflict(Option<String>),
}

/// Compares what the tracker says now (`theirs`), what both agreed on last (`base`, if that is known)
/// and what the file says (`ours`). `agree` says whether the first and the last are the same.
pub(super) fn merge(
    theirs: &Said,
    base: Option<&Option<String>>,
    ours: Option<&str>,
    agree: bool,
) -> Merged {
    let Said::Value(theirs) = theirs else { return Merged::Nothing };
    if agree {
        return Merged::Agreed;
    }
    match base {
        Some(base) if base == theirs => Merged::Ours,
        Some(base) if base.as_deref() == ours => Merged::Theirs(theirs.clone()),
        // Met for the first time: a gap on either side is filled by the other.
        None if ours.is_none() => Merged::Theirs(theirs.clone()),
        None if theirs.is_none() => Merged::Ours,
        _ => Merged::Conflict(theirs.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_one_side_changed_is_taken() {
        let some = |text: &str| Some(text.to_owned());
        let conflict = |text: &str| Merged::Conflict(some(text));
        let theirs = |text: &str| Merged::Theirs(some(text));
        let table = [
            // theirs, base, ours
            (some("a"), Some(some("a")), some("a"), Merged::Agreed),
            (some("a"), Some(some("a")), some("b"), Merged::Ours),
            (some("a"), Some(some("a")), None, Merged::Ours),
            (some("b"), Some(some("a")), some("a"), theirs("b")),
            (None, Some(some("a")), some("a"), Merged::Theirs(None)),
            (some("b"), Some(some("a")), some("c"), conflict("b")),
            (None, Some(some("a")), some("c"), Merged::Conflict(None)),
            (some("b"), Some(some("a")), some("b"), Merged::Agreed),
            (some("b"), Some(None), None, theirs("b")),
            (some("b"), Some(None), some("c"), conflict("b")),
            (some("b"), None, None, theirs("b")),
            (None, None, some("c"), Merged::Ours),
            (some("b"), None, some("c"), conflict("b")),
        ];
        for (said, base, ours, expected) in table {
            let agree = said == ours;
            let made = merge(&Said::Value(said.clone()), base.as_ref(), ours.as_deref(), agree);
            assert_eq!(made, expected, "{said:?} {base:?} {ours:?}");
        }
        assert_eq!(merge(&Said::Nothing, None, None, false), Merged::Nothing);
        assert_eq!(merge(&Said::Unknown("x".into()), None, None, false), Merged::Nothing);
    }
}
