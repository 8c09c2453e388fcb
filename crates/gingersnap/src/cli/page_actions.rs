//! The options of what is done on a page, in the order in which they are written.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use inspection::PageAction;

/// What is done on the page before it is looked at, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageActionArgs {
    pub(crate) actions: Vec<PageAction>,
}

/// Reads the value of an option.
type ReadAction = fn(&str) -> Result<PageAction, String>;

const OPTIONS: [(&str, &str, &str, ReadAction); 4] = [
    (
        "click",
        "SELECTOR",
        "Click on the first element of the page that a CSS selector matches; may be repeated",
        |selector| Ok(PageAction::Click(selector.to_owned())),
    ),
    (
        "fill",
        "SELECTOR=TEXT",
        "Type a text into the first element that a CSS selector matches; may be repeated",
        fill,
    ),
    (
        "wait-for",
        "SELECTOR",
        "Wait until an element matches a CSS selector; may be repeated",
        |selector| Ok(PageAction::WaitFor(selector.to_owned())),
    ),
    (
        "run",
        "SCRIPT",
        "Run a script on the page, as the body of an async function; may be repeated",
        |script| Ok(PageAction::Run(script.to_owned())),
    ),
];

fn fill(text: &str) -> Result<PageAction, String> {
    // A selector may have `=` in brackets: `input[name=user]=ada`.
    let is_outside = |(at, _): &(usize, &str)| {
        text[..*at].matches('[').count() == text[..*at].matches(']').count()
    };
    let (at, _) = text.match_indices('=').find(is_outside).ok_or("expected `SELECTOR=TEXT`")?;
    Ok(PageAction::Fill { selector: text[..at].to_owned(), text: text[at + 1..].to_owned() })
}

impl Args for PageActionArgs {
    fn augment_args(command: Command) -> Command {
        OPTIONS.iter().fold(command, |command, (name, value, help, read)| {
            command.arg(
                Arg::new(*name)
                    .long(*name)
                    .value_name(*value)
                    .help(*help)
                    .action(ArgAction::Append)
                    .value_parser(*read),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for PageActionArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut placed: Vec<(usize, PageAction)> = Vec::new();
        for (name, ..) in OPTIONS {
            let places = matches.indices_of(name).into_iter().flatten();
            let actions = matches.get_many::<PageAction>(name).into_iter().flatten().cloned();
            placed.extend(places.zip(actions));
        }
        placed.sort_by_key(|(place, _)| *place);
        Ok(Self { actions: placed.into_iter().map(|(_, action)| action).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_done_in_the_order_in_which_they_are_written() {
        let command = PageActionArgs::augment_args(Command::new("diagnose"));
        let line = "diagnose --wait-for form --fill input[name=user]=a=b --click #login --fill #a= \
                    --run return";
        let matches = command.try_get_matches_from(line.split(' ')).unwrap();
        let PageActionArgs { actions } = PageActionArgs::from_arg_matches(&matches).unwrap();
        let fill = |selector: &str, text: &str| PageAction::Fill {
            selector: selector.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(
            actions,
            [
                PageAction::WaitFor("form".to_owned()),
                fill("input[name=user]", "a=b"),
                PageAction::Click("#login".to_owned()),
                fill("#a", ""),
                PageAction::Run("return".to_owned()),
            ]
        );
    }

    #[test]
    fn a_text_to_type_needs_its_element() {
        assert!(fill("input[name=user]").is_err());
    }
}
