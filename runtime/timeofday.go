package runtime

import (
	"fmt"
	"time"
)

// TimeOfDay is a time without a day as the server writes it: "15:04:05Z", "15:04:05.25+02:00", "15:04". The zero value is
// empty.
type TimeOfDay string

// Time returns the time on the first of January of year 0, in UTC if the text names no zone.
func (t TimeOfDay) Time() (time.Time, error) {
	for _, layout := range []string{"15:04:05Z07:00", time.TimeOnly, "15:04Z07:00", "15:04"} {
		if parsed, err := time.Parse(layout, string(t)); err == nil {
			return parsed, nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q is not a time of day", string(t))
}

// Clock returns the hour, minute and second.
func (t TimeOfDay) Clock() (hour, minute, second int, err error) {
	parsed, err := t.Time()
	if err != nil {
		return 0, 0, 0, err
	}
	hour, minute, second = parsed.Clock()
	return hour, minute, second, nil
}
