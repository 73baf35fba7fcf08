//! Numbers in words: durations, sizes and counts as the page and the verdict write them.

/// A duration with three significant digits and its unit: `850 ns`, `12.3 µs`, `1.24 ms`, `3.10 s`,
/// `2 min 5 s`.
pub fn format_duration(duration_ns: u64) -> String {
    // Rounded before the unit is chosen, so that 999,999 ns is not "1000 µs".
    match duration_ns {
        0..1_000 => format!("{duration_ns} ns"),
        1_000..999_500 => format!("{} µs", three_digits(duration_ns as f64 / 1e3)),
        999_500..999_500_000 => format!("{} ms", three_digits(duration_ns as f64 / 1e6)),
        999_500_000..59_950_000_000 => format!("{} s", three_digits(duration_ns as f64 / 1e9)),
        _ => {
            let seconds = duration_ns / 1_000_000_000 + (duration_ns / 500_000_000) % 2;
            format!("{} min {} s", format_count(seconds / 60), seconds % 60)
        }
    }
}

/// A size with three significant digits in units of 1,024: `512 B`, `1.50 KiB`, `256 MiB`.
pub fn format_bytes(bytes: u64) -> String {
    let mut amount = bytes as f64;
    let mut units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    while amount >= 1_023.5 {
        let Some(next) = units.next() else { break };
        (amount, unit) = (amount / 1_024.0, next);
    }
    if bytes < 1_024 || bytes.is_power_of_two() {
        format!("{amount} {unit}")
    } else {
        format!("{} {unit}", three_digits(amount))
    }
}

/// A count with separated thousands: `10,000`.
pub fn format_count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn three_digits(amount: f64) -> String {
    if amount < 9.995 {
        format!("{amount:.2}")
    } else if amount < 99.95 {
        format!("{amount:.1}")
    } else {
        format!("{amount:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_three_digits_and_never_reach_a_thousand() {
        let cases = [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_000, "1.00 µs"),
            (12_345, "12.3 µs"),
            (99_950, "100 µs"),
            (999_499, "999 µs"),
            (999_500, "1.00 ms"),
            (1_240_000, "1.24 ms"),
            (999_499_999, "999 ms"),
            (3_100_000_000, "3.10 s"),
            (59_949_999_999, "59.9 s"),
            (59_950_000_000, "1 min 0 s"),
            (125_000_000_000, "2 min 5 s"),
            (u64::MAX, "307,445,734 min 34 s"),
        ];
        for (duration_ns, text) in cases {
            assert_eq!(format_duration(duration_ns), text, "{duration_ns}");
        }
    }

    #[test]
    fn sizes_are_binary_units() {
        let cases = [
            (0, "0 B"),
            (1_023, "1023 B"),
            (1_024, "1 KiB"),
            (1_536, "1.50 KiB"),
            (256 << 20, "256 MiB"),
            ((1 << 20) - 1, "1.00 MiB"),
            (u64::MAX, "16.0 EiB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(format_bytes(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn counts_have_separators() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(format_count), ["0", "999", "1,000", "1,234,567"]);
    }
}
