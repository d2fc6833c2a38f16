//! Circles in links, each with its path.

use std::{collections::HashMap, hash::Hash};

/// Where a node stands in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Closed,
}

/// Circles among nodes and what each links to: for every link that closes a circle, the nodes on
/// the way round. Without recursion, in time proportional to the links (and the circles' length).
pub(super) fn cycles<'k, K: Eq + Hash, N: Iterator<Item = &'k K>>(
    links: impl Iterator<Item = (&'k K, N)>,
) -> Vec<Vec<&'k K>> {
    let links: Vec<(&K, Vec<&K>)> = links.map(|(node, next)| (node, next.collect())).collect();
    let index: HashMap<&K, usize> =
        links.iter().enumerate().map(|(at, (node, _))| (*node, at)).collect();
    let next = |node: usize, link: usize| links[node].1.get(link).map(|key| index.get(*key));
    let mut visits = vec![Visit::New; links.len()];
    let mut found = Vec::new();
    for start in 0..links.len() {
        if visits[start] != Visit::New {
            continue;
        }
        visits[start] = Visit::Open;
        // The way from the start, each node with its next link to follow.
        let mut way = vec![(start, 0)];
        while let Some((node, link)) = way.last_mut() {
            let target = next(*node, *link);
            *link += 1;
            match target {
                None => {
                    visits[*node] = Visit::Closed;
                    way.pop();
                }
                Some(Some(target)) if visits[*target] == Visit::New => {
                    visits[*target] = Visit::Open;
                    way.push((*target, 0));
                }
                Some(Some(target)) if visits[*target] == Visit::Open => {
                    let round = way.iter().skip_while(|(node, _)| node != target);
                    found.push(round.map(|(node, _)| links[*node].0).collect());
                }
                Some(_) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_with_their_path() {
        let links = [(1, vec![2]), (2, vec![3, 9]), (3, vec![1]), (4, vec![4]), (5, vec![3])];
        let found = cycles(links.iter().map(|(node, next)| (node, next.iter())));
        assert_eq!(found, [vec![&1, &2, &3], vec![&4]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let links: Vec<(u32, [u32; 1])> = (0..200_000).map(|n| (n, [n + 1])).collect();
        assert!(cycles(links.iter().map(|(node, next)| (node, next.iter()))).is_empty());
    }
}
