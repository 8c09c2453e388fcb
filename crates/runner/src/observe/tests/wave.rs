//! Shapes of one wave: played one after the other, and read together.

use super::*;

/// Concludes what became of the first shape, whose cookies were looked at after both were played.
fn first_of_wave(change: impl FnOnce(&mut BatchEvidence)) -> Result<Vec<String>, HarnessFault> {
    let mut played = played();
    played.batch.shapes_per_wave = 2;
    for shape in &mut played.evidence.shapes {
        shape.probe.shape = ShapeNo(1);
        shape.probe.request_cookie = "c0=a-0.0; c2=a-1.0".to_owned();
    }
    played.evidence.jar = vec![jar_cookie("c0", "a-0.0", None), jar_cookie("c2", "a-1.0", None)];
    change(&mut played.evidence);
    let observed = observe(&played.batch, &played.evidence)?;
    Ok(observed[0].iter().map(|cell| cell.cookie.to_string()).collect())
}

#[test]
fn a_cookie_of_a_later_shape_of_the_wave_is_passed_over() {
    assert_eq!(first_of_wave(|_| {}).unwrap(), ["stored", "nothing"]);
}

#[test]
fn a_cookie_of_a_shape_beyond_the_wave_is_a_fault() {
    let fault =
        first_of_wave(|evidence| evidence.shapes[0].probe.request_cookie = "c4=a-2.0".to_owned())
            .unwrap_err();
    assert_eq!(
        fault,
        HarnessFault::StrayCookie { shape: ShapeNo(0), cookie: "c4=a-2.0".to_owned() }
    );
}

#[test]
fn a_reading_of_before_the_shape_is_a_fault() {
    let fault = first_of_wave(|evidence| evidence.shapes[1].probe.shape = ShapeNo(0)).unwrap_err();
    assert_eq!(
        fault,
        HarnessFault::WireDisagrees {
            shape: ShapeNo(1),
            what: "a report speaks of another shape".to_owned()
        }
    );
}
