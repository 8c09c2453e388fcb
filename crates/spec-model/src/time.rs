//! Points in time, which come in from outside: nothing here reads a clock.

/// A point in time in whole seconds since 1970-01-01T00:00:00Z; negative before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The earliest representable point in time.
    pub const MIN: Self = Self(i64::MIN);

    /// Returns the point `secs` seconds later, or the last representable one.
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs))
    }

    /// Returns the point in time of a date of the Gregorian calendar in UTC, or `None` where there
    /// is no such date.
    pub(crate) fn from_date(date: CivilDate) -> Option<Self> {
        let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
        let days_in_month = match date.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        if date.day == 0 || date.day > days_in_month {
            return None;
        }
        let seconds =
            i64::from(date.hour) * 3600 + i64::from(date.minute) * 60 + i64::from(date.second);
        Some(Self(
            days_from_epoch(date.year, date.month.into(), date.day.into()) * 86_400 + seconds,
        ))
    }

    /// Returns the beginning of a day in UTC, counted from the first one of a month: the day 0 is
    /// the last one of the month before.
    pub(crate) fn of_day(year: i64, month: i64, day: i64) -> Self {
        Self((days_from_epoch(year, month, 1) + day - 1) * 86_400)
    }

    /// Returns the date of the Gregorian calendar in UTC.
    pub(crate) fn to_date(self) -> CivilDate {
        let (days, seconds) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        // Years are counted from 1 March, in eras of 400 years, so that the leap day comes last.
        let day = days + 719_468;
        let (era, day_of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        CivilDate {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u8,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8,
            hour: (seconds / 3600) as u8,
            minute: (seconds / 60 % 60) as u8,
            second: (seconds % 60) as u8,
        }
    }
}

/// A date and a time of day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CivilDate {
    pub(crate) year: i64,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i64, month: u8, day: u8) -> CivilDate {
        CivilDate { year, month, day, hour: 0, minute: 0, second: 0 }
    }

    #[test]
    fn every_day_of_six_centuries_has_a_date_of_its_own() {
        let first = Timestamp::from_date(date(1600, 1, 1)).expect("it is a date");
        let last = Timestamp::from_date(date(2199, 12, 31)).expect("it is a date");
        assert_eq!((last.0 - first.0) / 86_400 + 1, 219_146, "146 leap years of 600");
        let mut before = first.plus_secs(-86_400).to_date();
        for day in (first.0..=last.0).step_by(86_400).map(Timestamp) {
            let date = day.to_date();
            assert_eq!(Timestamp::from_date(date), Some(day));
            let follows =
                (date.year, date.month, date.day) > (before.year, before.month, before.day);
            assert!(follows, "{before:?} {date:?}");
            before = date;
        }
    }

    #[test]
    fn days_that_no_month_has_are_no_dates() {
        let is_date = |year, month, day| Timestamp::from_date(date(year, month, day)).is_some();
        for (year, month, days) in [
            (2023, 1, 31),
            (2023, 2, 28),
            (2024, 2, 29),
            (1900, 2, 28),
            (2000, 2, 29),
            (2023, 3, 31),
            (2023, 4, 30),
            (2023, 5, 31),
            (2023, 6, 30),
            (2023, 7, 31),
            (2023, 8, 31),
            (2023, 9, 30),
            (2023, 10, 31),
            (2023, 11, 30),
            (2023, 12, 31),
        ] {
            assert!(is_date(year, month, 1) && is_date(year, month, days), "{year}-{month}");
            assert!(!is_date(year, month, 0) && !is_date(year, month, days + 1), "{year}-{month}");
        }
        assert!(!is_date(2023, 0, 1) && !is_date(2023, 13, 1));
    }

    #[test]
    fn known_times_have_known_dates() {
        let at = |seconds| Timestamp(seconds).to_date();
        assert_eq!(at(0), date(1970, 1, 1));
        let time = CivilDate { hour: 23, minute: 59, second: 58, ..date(2026, 12, 31) };
        assert_eq!(at(1_798_761_598), time);
        assert_eq!(at(-1), CivilDate { hour: 23, minute: 59, second: 59, ..date(1969, 12, 31) });
        assert_eq!(Timestamp::of_day(2024, 3, 0), Timestamp::from_date(date(2024, 2, 29)).unwrap());
    }
}
