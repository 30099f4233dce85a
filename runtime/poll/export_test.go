package poll

import (
	"encoding/base64"
	"strings"
)

// TokenText is what a token holds.
func TokenText(token string) string {
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, tokenPrefix))
	if err != nil {
		return err.Error()
	}
	return string(data)
}
