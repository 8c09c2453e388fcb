//! What holds for the whole workspace: its crates, its names and its texts.

mod architecture;
mod files;
mod module_cycles;
mod names;
mod pure_crates;
mod texts;
mod thin_binary;
