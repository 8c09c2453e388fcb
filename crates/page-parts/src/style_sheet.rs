//! The style sheet and the icon of all pages.

/// The icon of pages, as SVG.
pub const ICON: &str = include_str!("../assets/icon.svg");

/// The style sheet that pages with these parts need.
pub const STYLE_SHEET: &str = concat!(
    include_str!("../assets/style/base.css"),
    include_str!("../assets/style/strip.css"),
    include_str!("../assets/style/question.css"),
    include_str!("../assets/style/tables.css"),
    include_str!("../assets/style/explorer.css"),
    include_str!("../assets/style/report.css"),
    include_str!("../assets/style/plot.css"),
    include_str!("../assets/style/pages.css"),
    include_str!("../assets/style/modes.css"),
);
