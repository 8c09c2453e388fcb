//! What can be written on the command line.

mod diagnose;
mod explain;
mod values;

use clap::{Args, Parser, Subcommand, builder::styling::AnsiColor, builder::styling::Styles};

pub(crate) use diagnose::DiagnoseArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use values::http_url;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Says why a cookie does not work with CORS: what each browser makes of a response, why, and what
/// to change.
#[derive(Debug, Parser)]
#[command(name = "gingersnap", styles = STYLES, version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 it works everywhere asked for, 1 it does not, 2 usage or input."
)]
pub(crate) struct GingersnapCli {
    #[command(subcommand)]
    pub(crate) command: GingersnapCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GingersnapCommand {
    /// Say from headers what each browser does with the cookies, why, and what to change.
    #[command(after_long_help = explain::EXAMPLES)]
    Explain(Box<ExplainArgs>),
    /// Say of a site that runs what real browsers do with its cookies, why, and what to change.
    Diagnose(Box<DiagnoseArgs>),
    /// Show `explain` as a web page on this machine: a form, and the answer below it.
    Serve(ServeArgs),
}

/// What `serve` needs.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeArgs {
    /// The port on 127.0.0.1 [default: any that is free].
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
}
