//! What can be written on the command line.

use clap::{Args, Parser, Subcommand, builder::styling::AnsiColor, builder::styling::Styles};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Says why a cookie does not work with CORS: what each browser makes of a response, why, and what to change.
#[derive(Debug, Parser)]
#[command(name = "gingersnap", styles = STYLES, version, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 it works everywhere asked for, 1 it does not, 2 usage or input.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say from headers what each browser does with the cookies, why, and what to change.
    Explain(Explain),
}

/// The question, in parts.
#[derive(Clone, Debug, Args)]
pub(crate) struct Explain {
    /// The URL of the page, as it stands in the address bar.
    #[arg(long, value_name = "URL")]
    pub(crate) page: url::Url,
    /// The URL that the page requests.
    #[arg(long, value_name = "URL")]
    pub(crate) request: url::Url,
}
