package runtime

import (
	"fmt"
	"time"
)

// Date is a day in the calendar, without a time and a zone. The zero value stands for none and is written as empty text.
// Dates can be compared with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day on which t is, in the zone of t.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate reads a date of the form 2006-01-02. A time is accepted too, for servers that send one where they document a date:
// its day counts as it is written. So are 2006/01/02 and 20060102.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err == nil {
		return DateOf(t), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006/01/02", "20060102"} {
		if t, late := time.Parse(layout, text); late == nil {
			return DateOf(t), nil
		}
	}
	return Date{}, err
}

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns the date in the form 2006-01-02, "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// In returns the time at which the day begins in the zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// MarshalText returns the date in the form 2006-01-02; JSON and parameters have it so. A day that the calendar does not have
// is an error.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && (d.Year < 0 || d.Year > 9999 || DateOf(d.In(time.UTC)) != d) {
		return nil, fmt.Errorf("the calendar has no date %s", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [ParseDate] does; empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(string(text))
	if err == nil {
		*d = date
	}
	return err
}
