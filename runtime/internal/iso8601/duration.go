// Package iso8601 answers: how long is PT1H30M?
package iso8601

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Duration reads PT1H30M, and what Go writes. Years and months are an error, as they have no fixed length; a day has 24 hours.
func Duration(text string) (time.Duration, error) {
	if !strings.ContainsAny(text, "P") {
		return time.ParseDuration(text)
	}
	sign, rest, _ := strings.Cut(text, "P")
	date, clock, hasClock := strings.Cut(rest, "T")
	if sign != "" && sign != "-" && sign != "+" || rest == "" || hasClock && clock == "" {
		return 0, fmt.Errorf("duration %q is not of the form P1DT2H3M4S", text)
	}
	days, err := isoPart(text, date, []unit{{'W', 7 * 24, "h"}, {'D', 24, "h"}})
	if err != nil {
		return 0, err
	}
	hours, err := isoPart(text, clock, []unit{{'H', 1, "h"}, {'M', 1, "m"}, {'S', 1, "s"}})
	if err != nil {
		return 0, err
	}
	sum := days + hours
	if sum < days {
		return 0, fmt.Errorf("duration %q is too long", text)
	}
	if sign == "-" {
		sum = -sum
	}
	return sum, nil
}

// unit is a letter of ISO 8601, as a multiple of a unit of Go.
type unit struct {
	letter byte
	factor time.Duration
	suffix string
}

// isoPart adds up one half of an ISO 8601 duration: numbers, each followed by one of the units, in their order.
func isoPart(whole, part string, units []unit) (time.Duration, error) {
	var sum time.Duration
	for _, u := range units {
		number, rest, found := strings.Cut(part, string(u.letter))
		if !found {
			continue
		}
		length, err := u.times(number)
		if err != nil || sum+length < sum {
			return 0, fmt.Errorf("duration %q is not of the form P1DT2H3M4S, or too long", whole)
		}
		sum, part = sum+length, rest
	}
	if part != "" {
		return 0, fmt.Errorf("duration %q is not of the form P1DT2H3M4S", whole)
	}
	return sum, nil
}

// times returns the length of so many units.
func (u unit) times(number string) (time.Duration, error) {
	if strings.Trim(number, "0123456789.,") != "" {
		return 0, fmt.Errorf("%q is not a number", number)
	}
	length, err := time.ParseDuration(strings.Replace(number, ",", ".", 1) + u.suffix)
	if err != nil {
		return 0, err
	}
	if length > math.MaxInt64/u.factor {
		return 0, fmt.Errorf("%q is too large", number)
	}
	return length * u.factor, nil
}
