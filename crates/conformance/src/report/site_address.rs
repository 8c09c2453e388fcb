//! Where the pages of rules and quirks are.

/// The address of the site, for links from reports.
pub const SITE_ADDRESS: &str = "https://gingersnap.github.io/gingersnap/";
