//! The choices of a policy by name: for whoever reads them from a file, or tries one after another.

use std::fmt;

use crate::policy::{
    BareCr, FirstPartyAfterThird, HttpPrefixes, LocalhostNames, LoopbackHttp, OddInput,
    PartitionKeyAncestor, PartitionedAttribute, PartyBy, PartyByAncestors, Policy,
    PrefetchRequests, RedirectChain, SameSiteDefault, SameSiteScheme, SandboxedSite,
    StorageAccessRequests, ThirdPartyCookies, UnknownPolicyValue,
};

/// Declares the keys: each has a name, the field of the policy that it sets with the type of its
/// choices, and its doc comment as a question.
macro_rules! policy_keys {
    ($($(#[doc = $question:literal])+ $variant:ident = $name:literal, $field:ident: $type:ident;)*)
    => {
        /// Something that the standards leave to the user agent, where there are a few choices with
        /// names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PolicyKey {
            $($(#[doc = $question])+ $variant,)*
        }

        impl PolicyKey {
            /// All keys, in the order of their names.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name in kebab case, as `matrix.toml` writes it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns in a few plain words what is chosen.
            pub const fn question(self) -> &'static str {
                match self { $(Self::$variant => concat!($($question),+).trim_ascii(),)* }
            }

            /// Returns the names of the choices.
            pub fn choices(self) -> Vec<&'static str> {
                match self {
                    $(Self::$variant => $type::ALL.iter().map(|choice| choice.name()).collect(),)*
                }
            }
        }

        impl Policy {
            /// Returns the name of what is chosen.
            pub const fn choice(&self, key: PolicyKey) -> &'static str {
                match key { $(PolicyKey::$variant => self.$field.name(),)* }
            }

            /// Chooses by name.
            ///
            /// # Errors
            /// Where the key has no such choice.
            pub fn choose(
                &mut self,
                key: PolicyKey,
                choice: &str,
            ) -> Result<(), UnknownPolicyValue> {
                match key { $(PolicyKey::$variant => self.$field = choice.parse()?,)* }
                Ok(())
            }
        }
    };
}

policy_keys! {
    /// What becomes of a cookie without a name whose value holds `=`.
    AmbiguousSerialization = "ambiguous-serialization", ambiguous_serialization: OddInput;
    /// What a bare CR inside a field line is.
    BareCr = "bare-cr", bare_cr: BareCr;
    /// What becomes of a first party's cookies after a redirect through a third party.
    FirstPartyAfterThird = "first-party-after-third", first_party_after_third: FirstPartyAfterThird;
    /// Whether the prefixes `__Http-` and `__Host-Http-` are known.
    HttpPrefixes = "http-prefixes", http_prefixes: HttpPrefixes;
    /// Whether the names of localhost are potentially trustworthy.
    LocalhostNames = "localhost-names", localhost_names: LocalhostNames;
    /// Whether http on a loopback host is secure for cookies.
    LoopbackHttp = "loopback-http", loopback_http: LoopbackHttp;
    /// When a partition key has its ancestor bit.
    PartitionKeyAncestor = "partition-key-ancestor", partition_key_ancestor: PartitionKeyAncestor;
    /// Whether `Partitioned` is known.
    PartitionedAttribute = "partitioned-attribute", partitioned_attribute: PartitionedAttribute;
    /// What is compared with the top-level document when a third party's cookie is to be stored.
    PartyBy = "party-by", party_by: PartyBy;
    /// Whether a cross-site ancestor makes a third party.
    PartyByAncestors = "party-by-ancestors", party_by_ancestors: PartyByAncestors;
    /// Whether `<link rel=prefetch>` makes a request.
    Prefetch = "prefetch", prefetch_requests: PrefetchRequests;
    /// Whether the chain of redirects counts for SameSite.
    RedirectChain = "redirect-chain", redirect_chain: RedirectChain;
    /// How a cookie without a valid SameSite attribute is treated.
    SameSiteDefault = "same-site-default", same_site_default: SameSiteDefault;
    /// Whether a site has a scheme.
    SameSiteScheme = "same-site-scheme", same_site_scheme: SameSiteScheme;
    /// Whose site a sandboxed document counts with.
    SandboxedSite = "sandboxed-site", sandboxed_site: SandboxedSite;
    /// Whether documents that ask for storage access can get it.
    StorageAccessRequests = "storage-access-requests", storage_access_requests:
        StorageAccessRequests;
    /// What becomes of a tab inside a name or a value.
    TabChar = "tab-char", tab_char: OddInput;
    /// What happens to cookies of third parties.
    ThirdPartyCookies = "third-party-cookies", third_party_cookies: ThirdPartyCookies;
}

impl PolicyKey {
    /// Returns the key of this name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }
}

impl fmt::Display for PolicyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_by_their_names() {
        for key in PolicyKey::ALL {
            assert_eq!(PolicyKey::named(&key.to_string()), Some(*key));
        }
    }

    #[test]
    fn every_choice_of_every_key_can_be_chosen_by_name() {
        for key in PolicyKey::ALL {
            assert!(key.choices().len() > 1, "`{key}` leaves nothing to choose");
            for name in key.choices() {
                let mut policy = Policy::standard();
                policy.choose(*key, name).expect("the name is one of the key's own");
                assert_eq!(policy.choice(*key), name);
            }
            assert_eq!(PolicyKey::named(key.name()), Some(*key));
        }
    }

    #[test]
    fn keys_are_in_the_order_of_their_names() {
        assert!(PolicyKey::ALL.is_sorted_by_key(|key| key.name()));
    }

    #[test]
    fn a_choice_that_a_key_does_not_have_changes_nothing() {
        let mut policy = Policy::standard();
        let error = policy.choose(PolicyKey::HttpPrefixes, "maybe").unwrap_err();
        assert_eq!(error.to_string(), "`maybe` is none of enforced, ignored");
        assert_eq!(policy, Policy::standard());
    }
}
