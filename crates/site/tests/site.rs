//! What holds for every page of the site.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use cell_explorer::ExplorerHead;
use site::{SiteFile, SiteInputs, site_files};

/// The site with a module that is not looked at, and without claims, which need snapshots.
static FILES: LazyLock<Vec<SiteFile>> = LazyLock::new(|| {
    let recordings = diagnosis::Recordings::built_in();
    let address = "https://site.test/a/".parse().expect("it is a URL");
    site_files(&SiteInputs {
        matrix: recordings.matrix(),
        claims: &[],
        lanes: &[],
        histories: &[],
        explorer: &ExplorerHead {
            columns: Vec::new(),
            suites: Vec::new(),
            reasons: "../reasons/".to_owned(),
            folder: None,
            before: "Recorded was".to_owned(),
        },
        suites: &[],
        module: Some(b""),
        address: &address,
    })
});

fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(|file| {
        let address = file.path.strip_suffix("index.html")?;
        Some((address, std::str::from_utf8(&file.octets).expect("pages are text")))
    })
}

/// Returns the values of an attribute in a page.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let paths: BTreeSet<&str> = FILES.iter().map(|file| file.path.as_str()).collect();
    for (address, page) in pages() {
        let base: url::Url = format!("https://site.test/a/{address}").parse().expect("it is a URL");
        for link in values(page, "href").into_iter().chain(values(page, "src")) {
            if link.starts_with("https://") {
                continue;
            }
            let target = base.join(&link.replace("&amp;", "&")).unwrap();
            let path = target.path().strip_prefix("/a/");
            let path = path.unwrap_or_else(|| panic!("`{link}` on `{address}` leads out"));
            let file = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.to_owned()
            };
            assert!(paths.contains(file.as_str()), "`{link}` on `{address}` leads nowhere");
        }
    }
}

#[test]
fn pages_need_no_inline_style_or_script() {
    for (address, page) in pages() {
        assert!(page.contains("default-src 'none'"), "{address}");
        assert!(!page.contains(" style=\"") && !page.contains("<style"), "{address}");
        assert!(!page.contains(" onclick=") && !page.contains("javascript:"), "{address}");
        let is_data = |script: &&str| script.contains("type=\"application/json\">");
        for script in page.split("<script").skip(1).filter(|script| !is_data(script)) {
            assert!(script.contains("></script>"), "{address} has a script of its own");
        }
    }
}

#[test]
fn titles_differ_and_ids_stand_once() {
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    for (address, page) in pages() {
        let title = page.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        if let Some(other) = titles.insert(title, address) {
            panic!("`{title}` is the title of `{address}` and `{other}`");
        }
        let ids = values(page, "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{address}: {ids:?}");
        assert_eq!(page.matches("<h1").count(), 1, "{address}");
    }
}
