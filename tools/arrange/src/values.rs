//! The values that a function keeps in its locals: each is set in some places and read in others. Two of them may have
//! the same local unless one is set while the other is still to be read.
use fixedbitset::FixedBitSet;
use petgraph::unionfind::UnionFind;
use wasmparser::{Operator, Result, ValType};

/// What is kept in a local for some time.
pub struct Value {
    /// The local that it is kept in.
    pub local: usize,
    /// Whether the function begins with it: it is a parameter, or it is read before it was ever set.
    pub from_the_start: bool,
    /// The values that it cannot share a local with.
    pub rivals: FixedBitSet,
}

/// The values of a function whose locals have these types, and by operator the one that it reads or sets.
pub fn values(operators: &[Operator<'_>], locals: &[ValType]) -> Result<(Vec<Value>, Vec<Option<usize>>)> {
    let next = successors(operators)?;
    let (mut values, of) = kept(operators, &next, locals.len());
    let needed = needed(operators, &next, &of, values.len());
    let mut contend = |one: usize, other: usize| {
        if one != other && locals[values[one].local] == locals[values[other].local] {
            values[one].rivals.insert(other);
            values[other].rivals.insert(one);
        }
    };
    for (at, operator) in operators.iter().enumerate() {
        if let (Some(set), Operator::LocalSet { .. } | Operator::LocalTee { .. }) = (of[at], operator) {
            next[at].iter().flat_map(|next| needed[*next].ones()).for_each(|other| contend(set, other));
        }
    }
    if let Some(first) = needed.first() {
        for one in first.ones() {
            first.ones().for_each(|other| contend(one, other));
        }
    }
    Ok((values, of))
}

/// By operator: those that may come after it.
fn successors(operators: &[Operator<'_>]) -> Result<Vec<Vec<usize>>> {
    // What comes behind the block that an operator opens, and behind the first branch of an `if`.
    let mut behind = vec![0; operators.len()];
    let mut branch = vec![None; operators.len()];
    let mut open = Vec::new();
    for (at, operator) in operators.iter().enumerate() {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => open.push((at, None)),
            Operator::Else => open.last_mut().into_iter().for_each(|(_, other)| *other = Some(at)),
            Operator::End => {
                if let Some((begin, other)) = open.pop() {
                    behind[begin] = at + 1;
                    branch[begin] = other.inspect(|other| behind[*other] = at + 1);
                }
            }
            _ => {}
        }
    }
    let mut successors = Vec::with_capacity(operators.len());
    let mut open = Vec::new();
    for (at, operator) in operators.iter().enumerate() {
        // Leaving the function leads nowhere.
        let target = |depth: u32| {
            let begin: usize = *open.iter().rev().nth(depth as usize)?;
            Some(if matches!(operators[begin], Operator::Loop { .. }) { begin + 1 } else { behind[begin] })
        };
        let after = Some(at + 1).filter(|after| *after < operators.len());
        let targets = match operator {
            Operator::If { .. } => vec![after, Some(branch[at].map_or(behind[at], |other| other + 1))],
            Operator::Else => vec![Some(behind[at])],
            Operator::Br { relative_depth } => vec![target(*relative_depth)],
            Operator::BrIf { relative_depth } => vec![target(*relative_depth), after],
            Operator::BrTable { targets } => {
                let depths = targets.targets().chain([Ok(targets.default())]);
                depths.map(|depth| depth.map(target)).collect::<Result<_>>()?
            }
            Operator::Return | Operator::Unreachable => Vec::new(),
            _ => vec![after],
        };
        successors.push(targets.into_iter().flatten().collect());
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => open.push(at),
            Operator::End => drop(open.pop()),
            _ => {}
        }
    }
    Ok(successors)
}

/// Finds which settings meet in one reader: these set one value.
fn kept(operators: &[Operator<'_>], next: &[Vec<usize>], locals: usize) -> (Vec<Value>, Vec<Option<usize>>) {
    let mut before = vec![Vec::new(); operators.len()];
    for (at, next) in next.iter().enumerate() {
        next.iter().for_each(|next| before[*next].push(at));
    }
    // What the function begins with is set behind its end, so to speak.
    let start = operators.len();
    let mut same = UnionFind::new(start + locals);
    let mut setting = vec![0; operators.len()];
    for (at, operator) in operators.iter().enumerate() {
        setting[at] = at;
        let Operator::LocalGet { local_index } = operator else { continue };
        let initial = start + *local_index as usize;
        let (mut settings, mut seen) = (Vec::new(), FixedBitSet::with_capacity(start));
        let mut paths = vec![at];
        while let Some(at) = paths.pop() {
            if at == 0 {
                settings.push(initial);
            }
            for before in &before[at] {
                match &operators[*before] {
                    Operator::LocalSet { local_index: set } | Operator::LocalTee { local_index: set }
                        if set == local_index =>
                    {
                        settings.push(*before);
                    }
                    _ if !seen.put(*before) => paths.push(*before),
                    _ => {}
                }
            }
        }
        // Nothing leads to what is never executed.
        setting[at] = settings.first().copied().unwrap_or(initial);
        for other in settings {
            same.union(setting[at], other);
        }
    }
    let mut values = Vec::new();
    let mut names = vec![None; start + locals];
    let mut of = vec![None; operators.len()];
    for (at, operator) in operators.iter().enumerate() {
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operator
        {
            let local = *local_index as usize;
            let setting = same.find(setting[at]);
            of[at] = Some(*names[setting].get_or_insert_with(|| {
                let from_the_start = same.equiv(setting, start + local);
                values.push(Value { local, from_the_start, rivals: FixedBitSet::new() });
                values.len() - 1
            }));
        }
    }
    let all = values.len();
    values.iter_mut().for_each(|value| value.rivals.grow(all));
    (values, of)
}

/// By operator: the values that are still to be read when it is executed.
fn needed(operators: &[Operator<'_>], next: &[Vec<usize>], of: &[Option<usize>], values: usize) -> Vec<FixedBitSet> {
    let mut needed = vec![FixedBitSet::with_capacity(values); operators.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for (at, operator) in operators.iter().enumerate().rev() {
            let mut now = FixedBitSet::with_capacity(values);
            next[at].iter().for_each(|next| now.union_with(&needed[*next]));
            if let Some(value) = of[at] {
                now.set(value, matches!(operator, Operator::LocalGet { .. }));
            }
            changed |= now != needed[at];
            needed[at] = now;
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use wasmparser::BlockType;

    use super::*;

    const END: Operator<'_> = Operator::End;

    fn get(local_index: u32) -> Operator<'static> {
        Operator::LocalGet { local_index }
    }

    fn set(local_index: u32) -> Operator<'static> {
        Operator::LocalSet { local_index }
    }

    /// By operator that reads or sets a value: its value and the rivals of that.
    fn rivals(operators: &[Operator<'_>], locals: usize) -> Vec<(usize, Vec<usize>)> {
        let (values, of) = values(operators, &vec![ValType::I32; locals]).unwrap();
        of.into_iter().flatten().map(|value| (value, values[value].rivals.ones().collect())).collect()
    }

    #[test]
    fn what_is_still_to_be_read_keeps_its_local() {
        let zero = || Operator::I32Const { value: 0 };
        let code =
            [zero(), set(0), zero(), set(1), get(0), get(1), Operator::Drop, set(0), get(0), Operator::Drop, END];
        let [first, second] = [(0, vec![1]), (1, vec![0])];
        assert_eq!(rivals(&code, 2), [first.clone(), second.clone(), first, second, (2, vec![]), (2, vec![])]);
    }

    #[test]
    fn what_a_loop_reads_again_is_needed_until_its_end() {
        let code = [
            Operator::Loop { blockty: BlockType::Empty },
            get(0),
            set(1),
            get(1),
            Operator::BrIf { relative_depth: 0 },
            END,
            END,
        ];
        assert_eq!(rivals(&code, 2), [(0, vec![1]), (1, vec![0]), (1, vec![0])]);
    }

    #[test]
    fn branches_that_meet_set_one_value() {
        let code = [
            get(0),
            Operator::If { blockty: BlockType::Empty },
            get(0),
            set(1),
            Operator::Else,
            get(0),
            set(1),
            END,
            get(1),
            Operator::Drop,
            END,
        ];
        let of: Vec<usize> = rivals(&code, 2).into_iter().map(|(value, _)| value).collect();
        assert_eq!(of, [0, 0, 1, 0, 1, 1]);
        assert!(rivals(&code, 2).iter().all(|(_, rivals)| rivals.is_empty()));
    }
}
