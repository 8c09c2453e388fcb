//! Faults of the harness on purpose, each behind a name: what must be caught, by a control, a
//! witness, the model or a snapshot, before it becomes a result.
//!
//! `cargo xtask mutate` plays a suite with each of them. Whoever does the work that a mutation
//! spoils asks [`mutated`] at that place. Without the feature `enabled` the answer is a constant,
//! and no other build than that of `mutate` has the feature.

use std::fmt;
use std::str::FromStr;

macro_rules! mutations {
    ($($variant:ident = $name:literal, $effect:literal;)*) => {
        /// A fault of the harness on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum HarnessMutation { $(#[doc = $effect] $variant,)* }

        impl HarnessMutation {
            /// Every mutation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns a line for each: its name, and what it does.
            pub fn list() -> String {
                let line = |one: &Self| format!("{:<24} {}\n", one.name(), one.effect());
                Self::ALL.iter().map(line).collect()
            }

            /// Returns what it does, in a few words.
            pub fn effect(self) -> &'static str {
                match self { $(Self::$variant => $effect,)* }
            }
        }
    };
}

mutations! {
    DropSetCookie = "drop-set-cookie", "a response lacks its Set-Cookie lines";
    SetCookieTwice = "set-cookie-twice", "a response has each Set-Cookie line twice";
    OneLineLost = "one-line-lost", "a response lacks its last Set-Cookie line";
    LinesReversed = "lines-reversed", "Set-Cookie lines come in the other order";
    LoseSameSite = "lose-same-site", "the lines lack SameSite";
    LoseDomain = "lose-domain", "the lines lack Domain";
    LoseSecure = "lose-secure", "the lines lack Secure";
    LosePath = "lose-path", "the lines lack Path";
    LoseAllowOrigin = "lose-allow-origin", "a response lacks Access-Control-Allow-Origin";
    LoseAllowCredentials = "lose-allow-credentials",
        "a response lacks Access-Control-Allow-Credentials";
    MoreAllowOrigin = "more-allow-origin", "a response allows every origin too";
    WrongAllowOrigin = "wrong-allow-origin", "a response allows another origin";
    PreflightRefused = "preflight-500", "a preflight is answered with 500";
    AnswerRefused = "answer-500", "a response has the status 500";
    AnswerOfNextShape = "answer-of-next-shape", "a response has the body of another shape";
    AnswerCut = "answer-cut", "the connection ends in the middle of a response";
    AnswerLate = "answer-late-5", "a response comes 5 s late";
    LogLosesRequest = "log-loses-request", "the log lacks a shape's own request";
    LogLosesFollowUp = "log-loses-follow-up", "the log lacks a follow-up";
    LogLosesPreflight = "log-loses-preflight", "the log lacks a preflight";
    LogLosesCookies = "log-loses-cookie-header", "the log lacks the Cookie field of a follow-up";
    LogCutsCookies = "log-cuts-cookie-header", "the log has half of a follow-up's Cookie field";
    RouterDrops = "router-drops", "the router closes a connection";
    RouterElsewhere = "route-wrong", "the router leads to the server of another origin";
    RouterSlow = "router-slow-3", "the router holds a connection for 3 s";
    PageMethodPost = "page-method-post", "the page makes its request with POST";
    PageFollowUpOmit = "page-follow-up-omit", "the page makes its follow-up without credentials";
    PageSaysFailed = "page-says-failed", "the page reports that its request failed";
    PageReadsNothing = "page-reads-nothing", "the page reports no cookies";
    PageReadsHalf = "page-reads-half", "the page reports half of document.cookie";
    ProbeReadsNothing = "probe-reads-nothing", "the probe reports no cookies";
    ProbeHeaderLost = "probe-header-lost", "the Cookie field of the probe's request is lost";
    ReportsSwapped = "reports-swapped", "the reports on two shapes are swapped";
    JarNotCleared = "jar-not-cleared", "the jar is not emptied before a batch";
    JarClearedMidway = "jar-cleared-midway", "the jar is emptied after a wave, before it is read";
    JarLosesCookie = "jar-loses-cookie", "a reading of the jar lacks a cookie";
    JarReadsEmpty = "jar-reads-empty", "a reading of the jar is empty";
    JarLosesPartition = "jar-loses-partition", "a reading of the jar lacks a partition's key";
    FirstPartyNotSet = "first-party-not-set", "the probe does not set a shape's cookies";
    NoAgeing = "no-ageing", "nobody waits for the age of cookies";
    ClockHourBehind = "clock-hour-behind", "the clock of the harness is an hour behind";
    ClockDayBehind = "clock-day-behind", "the clock of the harness is a day behind";
    SameBatchId = "same-batch-id", "a batch has the number of the one before";
    CellsSwapped = "cells-swapped", "the observations of a batch's first and last cell are swapped";
    CellsShifted = "cells-shifted", "each observation of a batch is filed under the next cell";
    ControlLost = "control-lost", "the controls of a batch are not played";
}

impl HarnessMutation {
    /// Returns why it can change no result, if that is so.
    pub fn harmless(self) -> Option<&'static str> {
        HARMLESS.iter().find(|(harmless, _)| *harmless == self).map(|(_, why)| *why)
    }
}

impl HarnessMutation {
    /// Returns how much rarer it must be than others, as each time takes seconds.
    pub fn rarity(self) -> u32 {
        if matches!(self, Self::AnswerLate | Self::RouterSlow) { 25 } else { 1 }
    }
}

/// What can change no result, and why.
const HARMLESS: [(HarnessMutation, &str); 3] = [
    (HarnessMutation::AnswerLate, "each wait ends with an error or with what was awaited"),
    (HarnessMutation::RouterSlow, "each wait ends with an error or with what was awaited"),
    (HarnessMutation::ProbeHeaderLost, "no cell shows it; it is one of three witnesses of the jar"),
];

impl fmt::Display for HarnessMutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a text names no mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMutation;

impl fmt::Display for UnknownMutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown mutation; `cargo xtask mutate --list` names them")
    }
}

impl std::error::Error for UnknownMutation {}

impl FromStr for HarnessMutation {
    type Err = UnknownMutation;

    fn from_str(text: &str) -> Result<Self, UnknownMutation> {
        Self::ALL.iter().copied().find(|one| one.name() == text).ok_or(UnknownMutation)
    }
}

/// Returns whether the work at this place is to be spoiled now: always `false` in other builds.
#[cfg(not(feature = "enabled"))]
#[inline(always)]
pub const fn mutated(_: HarnessMutation) -> bool {
    false
}

#[cfg(feature = "enabled")]
pub use self::chosen::{choose, mutated};

#[cfg(feature = "enabled")]
mod chosen {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::HarnessMutation;

    static CHOSEN: OnceLock<(HarnessMutation, u32)> = OnceLock::new();
    static ASKED: AtomicU32 = AtomicU32::new(0);

    /// Spoils the work of one mutation in this process, each `one_in`th time that it is done.
    pub fn choose(mutation: HarnessMutation, one_in: u32) {
        _ = CHOSEN.set((mutation, one_in.max(1)));
    }

    /// Returns whether the work at this place is to be spoiled now.
    pub fn mutated(mutation: HarnessMutation) -> bool {
        match CHOSEN.get() {
            Some((chosen, one_in)) if *chosen == mutation => {
                ASKED.fetch_add(1, Ordering::Relaxed) % one_in == one_in - 1
            }
            Some(_) | None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_is_found_by_its_name() {
        for mutation in HarnessMutation::ALL {
            assert_eq!(mutation.name().parse(), Ok(*mutation));
        }
        assert_eq!("none".parse::<HarnessMutation>(), Err(UnknownMutation));
    }

    #[cfg(not(feature = "enabled"))]
    #[test]
    fn without_the_feature_nothing_is_mutated() {
        assert!(HarnessMutation::ALL.iter().all(|mutation| !mutated(*mutation)));
    }

    #[cfg(feature = "enabled")]
    #[test]
    fn the_chosen_mutation_comes_so_often() {
        choose(HarnessMutation::JarReadsEmpty, 3);
        let asked = (0..9).filter(|_| mutated(HarnessMutation::JarReadsEmpty)).count();
        assert_eq!((asked, mutated(HarnessMutation::DropSetCookie)), (3, false));
    }
}
