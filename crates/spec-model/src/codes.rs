//! The form that reasons, notes, diagnoses and causes share: a code, a sentence and a section.

/// Declares an enum of which each variant has a code, a section and a sentence, and all are listed.
/// `or` adds a variant that holds one of another enum with names, sections and sentences.
macro_rules! codes {
    (
        $(#[$attribute:meta])* $name:ident $(or $inner:ident)? {
            $($variant:ident = $code:literal, $section:ident, $summary:literal;)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $summary] $variant,)*
            $(#[doc = "What the engine has in place of a rule."] $inner($inner),)?
        }

        impl $name {
            /// All that a standard has, in order of evaluation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the code in kebab case, by which reports and files name it.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                    $(Self::$inner(inner) => <$inner>::name(inner),)?
                }
            }

            /// Returns the section of the standard that has the rule.
            pub const fn section(self) -> $crate::section::StandardSection {
                match self {
                    $(Self::$variant => $crate::section::$section,)*
                    $(Self::$inner(inner) => <$inner>::section(inner),)?
                }
            }

            /// Returns where the section can be read; draft numbers are part of the link.
            pub const fn link(self) -> &'static str {
                self.section().link
            }

            /// Returns one plain sentence for people.
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => $summary,)*
                    $(Self::$inner(inner) => <$inner>::summary(inner),)?
                }
            }

            /// Returns the one with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                let of_standard = Self::ALL.iter().copied().find(|one| one.code() == code);
                $(let of_standard = of_standard.or_else(|| code.parse().ok().map(Self::$inner));)?
                of_standard
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(crate) use codes;
