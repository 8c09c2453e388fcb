//! Suites that ask whether cookies come back changed: every line must say what an unchanged one is.

use std::ops::Range;

use super::file::ProblemList;
use crate::line::CookieEffect;
use crate::matrix::{Axis, AxisEffects};
use crate::problem::ProblemKind;

/// A cookie that lost its marker is not seen, and what a server writes as no UTF-8 is not known
/// again.
pub(super) fn check_comparable(
    name: &str,
    named_axes: &[(&str, Range<usize>)],
    axes: &[Axis],
    problems: &mut ProblemList,
) {
    let is_comparable = |effect: &CookieEffect| {
        effect.then.is_none() && effect.line.as_ref().is_none_or(|line| line.is_comparable())
    };
    for (axis, (_, span)) in axes.iter().zip(named_axes) {
        let AxisEffects::Cookie(effects) = &axis.effects else { continue };
        let Some(value) = effects.iter().position(|effect| !is_comparable(effect)) else {
            continue;
        };
        problems.add(
            ProblemKind::NotComparable,
            span.clone(),
            format!("a changed cookie of value `{}` cannot be recognized", axis.values[value]),
            format!("suite `{name}` asks for changes"),
            "begin each line with `{value}` or `{name}={value}`, write its name and value as text, \
             and leave out `then`; or remove `changes`",
        );
    }
}
