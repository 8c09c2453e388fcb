//! A Domain attribute above a public suffix of its own host.

use spec_model::{BuiltInPublicSuffixes, registrable_domain};
use url::Url;

use crate::question::Question;
use crate::set_cookie::attributes::{attribute_name, attributes};

impl Question {
    /// Returns a Domain that is no public suffix itself and names more than the site of the host
    /// that sets the cookie: `amazonaws.com` of a host below `compute.amazonaws.com`. The standard
    /// takes it; engines that compare sites do not.
    pub(crate) fn domain_above_suffix(&self) -> Option<String> {
        let lines = self.set_cookie_lines().enumerate();
        let set = lines.map(|(place, line)| (self.url_of_line(place), line));
        let there = self
            .prior
            .iter()
            .map(|one| (one.set_by().unwrap_or(self.client()).clone(), one.line()));
        set.chain(there).find_map(|(url, line)| above_suffix(&url, line))
    }
}

fn above_suffix(url: &Url, line: &str) -> Option<String> {
    let host = url.domain()?;
    let attribute = attributes(line).filter(|one| attribute_name(one) == "domain").last()?;
    let (_, domain) = attribute.split_once('=')?;
    let domain = domain.trim().trim_start_matches('.').to_ascii_lowercase();
    let is_parent = host.strip_suffix(&domain).is_some_and(|front| front.ends_with('.'));
    let site = |host| registrable_domain(host, &BuiltInPublicSuffixes);
    let is_of_site = site(&domain).is_none_or(|of_domain| site(host) == Some(of_domain));
    (is_parent && !is_of_site).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_names_no_more_than_the_site_of_its_host() {
        let above = |host: &str, domain: &str| {
            let url = format!("https://{host}/").parse().unwrap();
            above_suffix(&url, &format!("a=1; Path=/; Domain={domain}"))
        };
        let cloud = "vm.us-west-2.compute.amazonaws.com";
        assert_eq!(above(cloud, ".AmazonAWS.com").as_deref(), Some("amazonaws.com"));
        assert_eq!(above("a.blob.core.windows.net", "windows.net").as_deref(), Some("windows.net"));
        assert_eq!(above("a.blob.core.windows.net", "a.blob.core.windows.net"), None);
        assert_eq!(above("www.api.example.com", "example.com"), None);
        // A public suffix is refused by its own rule, and another host by that for hosts.
        assert_eq!(above("alice.github.io", "github.io"), None);
        assert_eq!(above("www.example.com", "example.org"), None);
        assert_eq!(above("127.0.0.1", "0.0.1"), None);
    }
}
