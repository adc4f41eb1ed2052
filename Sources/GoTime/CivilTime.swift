/// A date in the Gregorian calendar (extended to all years) with the time of day.
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(year: Int, month: Int = 1, day: Int = 1, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The date and time that many seconds after (before) the start of 1970.
    package init(secondsSinceEpoch seconds: Int64) {
        var days = seconds / Self.secondsPerDay
        var rest = Int(seconds % Self.secondsPerDay)
        if rest < 0 {
            rest += Int(Self.secondsPerDay)
            days -= 1
        }
        let (year, month, day) = Self.date(daysSinceEpoch: days)
        self.init(
            year: year, month: month, day: day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
    }

    static let secondsPerDay: Int64 = 86_400

    /// Seconds from the start of 1970 to this date and time, both read on the same clock.
    package var secondsSinceEpoch: Int64 {
        let time = Int64(hour) &* 3600 &+ Int64(minute) &* 60 &+ Int64(second)
        return Self.days(year: year, month: month, day: day) &* Self.secondsPerDay &+ time
    }

    /// The day of the week, 0 for Sunday.
    package var weekday: Int {
        let days = Self.days(year: year, month: month, day: day)
        return Int(((days + 4) % 7 + 7) % 7)
    }

    /// The day of the year, from 1.
    package var dayOfYear: Int {
        Int(Self.days(year: year, month: month, day: day) - Self.days(year: year, month: 1, day: 1)) + 1
    }

    /// The year has a 29th of February.
    package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of days of a month (1 to 12).
    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date; counted in years that begin in March, so that the leap day comes last.
    static func days(year: Int, month: Int, day: Int) -> Int64 {
        let year = Int64(month <= 2 ? year &- 1 : year)
        let era = (year >= 0 ? year : year &- 399) / 400
        let yearOfEra = year &- era &* 400
        let dayOfYear = Int64((153 * ((month + 9) % 12) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468
    }

    /// The date that many days after 1970-01-01; the reverse of `days(year:month:day:)`.
    static func date(daysSinceEpoch: Int64) -> (year: Int, month: Int, day: Int) {
        let days = daysSinceEpoch &+ 719_468
        let era = (days >= 0 ? days : days &- 146_096) / 146_097
        let dayOfEra = days &- era &* 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = Int(dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100))
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = Int(yearOfEra &+ era &* 400) + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
