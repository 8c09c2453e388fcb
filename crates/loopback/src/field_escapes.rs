//! Octets that no HTTP library accepts in a header field, written in a form that any accepts.
//!
//! A library sees control characters escaped; on the connection they are themselves. This is for
//! HTTP/1.1 alone: HTTP/2 has lengths instead of delimiters, so what it forbids cannot be slipped
//! in.

/// The first octet of an escape. UTF-8 has no such octet, so no text contains it.
const ESCAPE: u8 = 0xff;

/// What follows [`ESCAPE`] for that octet itself. Any other octet that follows it stands for itself
/// without its highest bit.
const ESCAPED_ESCAPE: u8 = 0xc0;

/// Returns these octets as a library accepts them in a field.
pub fn escaped(octets: Vec<u8>) -> Vec<u8> {
    if !octets.iter().any(|octet| *octet == ESCAPE || is_refused(*octet)) {
        return octets;
    }
    let mut escaped = Vec::with_capacity(octets.len() + 8);
    octets.into_iter().for_each(|octet| escape(octet, &mut escaped));
    escaped
}

/// What a field's name begins with if its case is to be kept, and what stands before each of its
/// upper-case letters. Names that people use do not have it.
const NAME_ESCAPE: u8 = b'^';

/// Returns a field's name as a library accepts it that writes all names in lower case. On a
/// server's connection over HTTP/1.1 it is itself. No line of a body may begin like it.
pub fn escaped_name(name: &str) -> String {
    let mut escaped = String::from(char::from(NAME_ESCAPE));
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            escaped.push(NAME_ESCAPE.into());
        }
        escaped.push(letter.to_ascii_lowercase());
    }
    escaped
}

/// Returns whether a library refuses an octet in a field: a control character other than tab.
///
/// Spec: [RFC 9110 §5.5](https://www.rfc-editor.org/rfc/rfc9110.html#section-5.5).
fn is_refused(octet: u8) -> bool {
    octet.is_ascii_control() && octet != b'\t'
}

fn escape(octet: u8, escaped: &mut Vec<u8>) {
    match octet {
        ESCAPE => escaped.extend_from_slice(&[ESCAPE, ESCAPED_ESCAPE]),
        octet if is_refused(octet) => escaped.extend_from_slice(&[ESCAPE, octet | 0x80]),
        octet => escaped.push(octet),
    }
}

/// Returns the octets that [`escaped`] was given. A field without escapes comes back unchanged.
pub fn unescaped(value: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(value.len());
    FieldUnescaper::default().add(value, &mut octets);
    octets
}

/// Takes escapes back, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct FieldUnescaper {
    /// Whether the last octet was the first one of an escape.
    is_open: bool,
    name: NameSoFar,
}

/// Where in a line an octet stands, as far as escapes of names matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum NameSoFar {
    /// At its beginning.
    Beginning,
    /// In an escaped name.
    Name,
    /// In an escaped name, before a letter in upper case.
    UpperCase,
    /// Elsewhere.
    #[default]
    Elsewhere,
}

impl FieldUnescaper {
    /// Returns whether a piece has nothing to take back.
    pub(crate) fn leaves(&self, piece: &[u8]) -> bool {
        let has_name = || {
            piece.last() == Some(&b'\n')
                || piece.windows(2).any(|octets| octets == [b'\n', NAME_ESCAPE])
        };
        let is_at_rest = !self.is_open && self.name == NameSoFar::Elsewhere;
        is_at_rest && !piece.contains(&ESCAPE) && !has_name()
    }

    /// Appends what a piece stands for.
    pub(crate) fn add(&mut self, piece: &[u8], octets: &mut Vec<u8>) {
        for octet in piece {
            match (std::mem::take(&mut self.is_open), *octet) {
                (false, ESCAPE) => self.is_open = true,
                (false, octet) => self.add_unescaped(octet, octets),
                (true, ESCAPED_ESCAPE) => octets.push(ESCAPE),
                (true, octet) => octets.push(octet & 0x7f),
            }
        }
    }

    fn add_unescaped(&mut self, octet: u8, octets: &mut Vec<u8>) {
        let (place, written) = match (self.name, octet) {
            (NameSoFar::Beginning, NAME_ESCAPE) => (NameSoFar::Name, None),
            (NameSoFar::Name, NAME_ESCAPE) => (NameSoFar::UpperCase, None),
            (NameSoFar::UpperCase, letter) => (NameSoFar::Name, Some(letter.to_ascii_uppercase())),
            (_, b'\n') => (NameSoFar::Beginning, Some(octet)),
            (NameSoFar::Name, octet) if octet != b':' => (NameSoFar::Name, Some(octet)),
            (NameSoFar::Beginning | NameSoFar::Elsewhere | NameSoFar::Name, octet) => {
                (NameSoFar::Elsewhere, Some(octet))
            }
        };
        self.name = place;
        octets.extend(written);
    }
}

/// Escapes the field lines of one name in what comes on a connection, piece by piece. No body has
/// such a line.
#[derive(Debug)]
pub(crate) struct FieldEscaper {
    /// The name in lower case, with its colon.
    start: &'static [u8],
    line: LineSoFar,
    /// What is escaped and not taken yet, and how much of it is.
    escaped: Vec<u8>,
    taken: usize,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineSoFar {
    /// It begins with this many octets of the wanted name.
    Begun(usize),
    /// It is the wanted field. If its last octet is CR, that waits for the next.
    Field { cr: bool },
    /// It is another field.
    Other,
}

impl FieldEscaper {
    /// Returns one for a field's name in lower case, with its colon.
    pub(crate) const fn new(start: &'static [u8]) -> Self {
        Self { start, line: LineSoFar::Begun(0), escaped: Vec::new(), taken: 0 }
    }

    /// Takes out at most this many octets of what was put in. When it returns none, nothing is left
    /// except a CR that waits for the next octet.
    pub(crate) fn take(&mut self, most: usize) -> &[u8] {
        let start = self.taken;
        self.taken = self.escaped.len().min(start + most);
        &self.escaped[start..self.taken]
    }

    /// Returns whether all that was put in is taken.
    pub(crate) fn is_drained(&self) -> bool {
        self.taken == self.escaped.len()
    }

    /// Puts in the next piece.
    pub(crate) fn add(&mut self, piece: &[u8]) {
        let escaped = &mut self.escaped;
        escaped.drain(..std::mem::take(&mut self.taken));
        for octet in piece {
            self.line = match (self.line, *octet) {
                (LineSoFar::Field { cr }, b'\n') => {
                    escaped.extend_from_slice(if cr { b"\r\n" } else { b"\n" });
                    LineSoFar::Begun(0)
                }
                (LineSoFar::Field { cr }, octet) => {
                    if cr {
                        escape(b'\r', escaped);
                    }
                    if octet != b'\r' {
                        escape(octet, escaped);
                    }
                    LineSoFar::Field { cr: octet == b'\r' }
                }
                (_, b'\n') => {
                    escaped.push(b'\n');
                    LineSoFar::Begun(0)
                }
                (LineSoFar::Begun(known), octet) => {
                    escaped.push(octet);
                    match known + 1 {
                        _ if octet.to_ascii_lowercase() != self.start[known] => LineSoFar::Other,
                        all if all == self.start.len() => LineSoFar::Field { cr: false },
                        more => LineSoFar::Begun(more),
                    }
                }
                (LineSoFar::Other, octet) => {
                    escaped.push(octet);
                    LineSoFar::Other
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_octets_come_back_from_their_escapes() {
        let octets: Vec<u8> = (0..=255).collect();
        let value = escaped(octets.clone());
        assert!(!value.iter().any(|octet| is_refused(*octet)));
        assert_eq!(unescaped(&value), octets);
    }

    #[track_caller]
    fn check_escaped(pieces: &[&[u8]], expected: &[u8]) {
        let mut escaper = FieldEscaper::new(b"set-cookie:");
        let mut octets = Vec::new();
        for piece in pieces {
            escaper.add(piece);
            octets.extend_from_slice(escaper.take(2));
        }
        octets.extend_from_slice(escaper.take(1000));
        assert_eq!(octets, expected, "{}", octets.escape_ascii());
    }

    #[test]
    fn the_fields_of_one_name_are_escaped() {
        check_escaped(
            &[b"a: \x01\r\nSet-Cookie: \x01\0\r\r\nb: \x01\n"],
            b"a: \x01\r\nSet-Cookie: \xff\x81\xff\x80\xff\x8d\r\nb: \x01\n",
        );
        check_escaped(
            &[b"set-cookies: \x01\nx-set-cookie: \x01\n\nset-c"],
            b"set-cookies: \x01\nx-set-cookie: \x01\n\nset-c",
        );
    }

    #[test]
    fn fields_are_escaped_wherever_a_piece_ends() {
        check_escaped(
            &[b"a: \r\nset-coo", b"kie: \x01", b"\r", b"\n\x01"],
            b"a: \r\nset-cookie: \xff\x81\r\n\x01",
        );
    }
}
