//! The list of pages for search engines.

use url::Url;

/// Returns the sitemap of pages at these addresses below the site's.
pub(crate) fn sitemap(site: &Url, addresses: &[&str]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for address in addresses {
        // Addresses hold nothing that has to be escaped in a URL or in XML.
        text.push_str(&format!("  <url><loc>{site}{address}</loc></url>\n"));
    }
    text.push_str("</urlset>\n");
    text
}
