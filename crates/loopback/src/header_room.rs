//! How much of header fields is read.

/// Room for the header fields of one message: 200 cookies with long names are 40 kB, and nothing
/// here is to fail for want of room.
pub const MAX_HEADER_BYTES: usize = 1 << 20;

/// How many header fields a message may have; a browser sends some 20, HTTP/2 one more for each
/// cookie.
pub const MAX_HEADER_FIELDS: usize = 1024;
