//! Whether a document is only the first page of a listing.

use serde_json::Value;

/// Keys with which AWS and others point at the next page.
const NEXT: [&str; 7] = [
    "NextToken",
    "nextToken",
    "NextMarker",
    "Marker",
    "NextPageToken",
    "nextPageToken",
    "position",
];
/// Keys that say that there is more.
const MORE: [&str; 4] = ["IsTruncated", "isTruncated", "Truncated", "hasMore"];

/// Whether the document says that it goes on elsewhere: then what it does not list may exist.
pub fn is_incomplete(document: &Value) -> bool {
    let Value::Object(fields) = document else { return false };
    let next = |key: &&str| fields.get(*key).and_then(Value::as_str).is_some_and(|v| !v.is_empty());
    let more = |key: &&str| fields.get(*key).and_then(Value::as_bool) == Some(true);
    NEXT.iter().any(next) || MORE.iter().any(more)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_that_points_on_is_not_the_whole() {
        assert!(is_incomplete(&json!({"Roles": [], "NextToken": "x"})));
        assert!(is_incomplete(&json!({"Users": [], "IsTruncated": true})));
        assert!(is_incomplete(&json!({"DBInstances": [], "Marker": "x"})));
        assert!(!is_incomplete(&json!({"Users": [], "IsTruncated": false, "Marker": ""})));
        assert!(!is_incomplete(&json!([{"NextToken": "x"}])));
    }
}
