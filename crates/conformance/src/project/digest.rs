//! Digests, by which a file that was cut off or changed is found.

use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

/// Returns the SHA-256 of these parts, one behind the other, as hexadecimal digits.
pub(crate) fn sha256(parts: &[&[u8]]) -> String {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut digits = String::with_capacity(2 * SHA256_OUTPUT_LEN);
    for byte in context.finish().as_ref() {
        digits.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or_default());
        digits.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or_default());
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn a_digest_is_that_of_the_parts_put_together() {
        // FIPS 180-4, the example of one block.
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&[b"abc"]), of_abc);
        assert_eq!(sha256(&[b"a", b"", b"bc"]), of_abc);
    }
}
