//! What the engine reads of a document's markup: an attribute of its first element with a name.
//!
//! It is made for the fixtures' documents, whose attributes stand in double quotes, and is no HTML
//! parser.

/// Returns the value of an attribute of the first element with this name, if both are there.
pub(crate) fn attribute(html: &str, element: &str, name: &str) -> Option<String> {
    let (_, after) = html.split_once(&format!("<{element}"))?;
    let (tag, _) = after.split_once('>')?;
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = after.split_once('"')?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::attribute;

    fn check_attribute(html: &str, element: &str, name: &str, value: Option<&str>) {
        assert_eq!(attribute(html, element, name).as_deref(), value, "{html}");
    }

    #[test]
    fn an_attribute_is_found_by_element_and_name() {
        let html = "<title>page</title>\n\
            <body data-channel=\"/1/channel/page\" data-batch=\"31\">\n<script>";
        check_attribute(html, "body", "data-channel", Some("/1/channel/page"));
        check_attribute(html, "body", "data-batch", Some("31"));
        check_attribute(html, "iframe", "src", None);
        check_attribute(html, "title", "data-channel", None);
    }

    #[test]
    fn escaped_characters_are_themselves_again() {
        check_attribute(
            "<iframe src=\"http://a.test/?a&amp;lt;&quot;\">",
            "iframe",
            "src",
            Some("http://a.test/?a&lt;\""),
        );
    }
}
