package naming_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/naming"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"order":               {"order"},
		"orderItems":          {"order", "Items"},
		"order_items":         {"order", "items"},
		"order-items":         {"order", "items"},
		"order.items/first x": {"order", "items", "first", "x"},
		"HTTPServerID":        {"HTTP", "Server", "ID"},
		"OAuth2Token":         {"OAuth2", "Token"},
		"getOAuthToken":       {"get", "OAuth", "Token"},
		"iPhone":              {"i", "Phone"},
		"v1beta1":             {"v1beta1"},
		"userIDs":             {"user", "IDs"},
		"IDsByURLs":           {"IDs", "By", "URLs"},
		"IPv4Address":         {"IPv4", "Address"},
		"S3Bucket":            {"S3", "Bucket"},
		"2fa":                 {"2fa"},
		"ORDER_PAID":          {"order", "paid"},
		"ACTIVE":              {"active"},
		"USD":                 {"USD"},
		"NEW":                 {"new"},
		"+1":                  {"Plus", "1"},
		"-1":                  {"Minus", "1"},
		"1-2":                 {"1", "2"},
		"-created":            {"created"},
		">=":                  {"Greater", "Or", "Equal"},
		"*":                   {"Star"},
		"@type":               {"type"},
		"$filter":             {"filter"},
		"user's":              {"users"},
		"größe":               {"größe"},
		"日本":                  {"日本"},
		"🙂":                   {"u1f642"},
		"":                    nil,
	} {
		if diff := cmp.Diff(want, naming.Words(in)); diff != "" {
			t.Errorf("Words(%q) (-want +got):\n%s", in, diff)
		}
	}
}

func TestSpelled(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"-created": {"Minus", "created"},
		"_type":    {"Underscore", "type"},
		"a.b":      {"a", "Dot", "b"},
		"a-b":      {"a", "b"},
		"a-":       {"a", "Minus"},
		"a_b":      {"a", "b"},
		"@type":    {"At", "type"},
	} {
		if diff := cmp.Diff(want, naming.Spelled(in)); diff != "" {
			t.Errorf("Spelled(%q) (-want +got):\n%s", in, diff)
		}
	}
}

func TestExported(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"order_id":     "OrderID",
		"ids":          "IDs",
		"identity":     "Identity",
		"apiKey":       "APIKey",
		"avatar_urls":  "AvatarURLs",
		"uuid":         "UUID",
		"http2_server": "HTTP2Server",
		"sha256":       "SHA256",
		"oauth_token":  "OAuthToken",
		"ipv6":         "IPv6",
		"ipv4s":        "IPv4s",
		"gRPCHost":     "GRPCHost",
		"mTLS":         "MTLS",
		"iOSVersion":   "IOSVersion",
		"ios_version":  "IOSVersion",
		"IPs":          "IPs",
		"imageURLs":    "ImageURLs",
		"2fa":          "TwoFa",
		"1_click":      "OneClick",
		"24h":          "Value24h",
		"v1.10":        "V1_10",
		"日本":           "Value日本",
		"":             "Empty",
		"type":         "Type",
	} {
		if got := naming.Exported(naming.Words(in)...); got != want {
			t.Errorf("Exported(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStyle(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"user_id": "Snake", "userId": "Camel", "UserId": "Pascal", "USER_ID": "UpperSnake", "User_Id": "MixedSnake", "user-id": "Kebab",
		"user.id": "Dotted", "user id": "Spaced", "paid": "Lower", "PAID": "Upper",
	} {
		if got := naming.Style(in); got != want {
			t.Errorf("Style(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIsExact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"paid": true, "Paid": true, "PAID": false, "userId": false, "élan": true, "": false} {
		if got := naming.IsExact(in, naming.Exported(naming.Words(in)...)); got != want {
			t.Errorf("IsExact(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestUnexported(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"order_id":  "orderID",
		"URL":       "url",
		"url_path":  "urlPath",
		"IDs":       "ids",
		"type":      "typeValue",
		"string":    "stringValue",
		"len":       "lenValue",
		"2fa":       "value2fa",
		"OrderItem": "orderItem",
		"oauth_id":  "oauthID",
		"":          "empty",
	} {
		if got := naming.Unexported(naming.Words(in)...); got != want {
			t.Errorf("Unexported(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSingularAndPlural(t *testing.T) {
	t.Parallel()
	for many, one := range map[string]string{
		"orders": "order", "Orders": "Order", "addresses": "address", "statuses": "status", "categories": "category",
		"boxes": "box", "matches": "match", "indices": "index", "people": "person", "children": "child", "aliases": "alias",
		"responses": "response", "databases": "database", "IDs": "ID", "keys": "key", "houses": "house", "analyses": "analysis",
		"processes": "process", "caches": "cache", "bonuses": "bonus",
	} {
		if got := naming.Singular(many); got != one {
			t.Errorf("Singular(%q) = %q, want %q", many, got, one)
		}
	}
	for _, word := range []string{"data", "series", "status", "address", "news", "analysis", "order", "is", "bus"} {
		if got := naming.Singular(word); got != word {
			t.Errorf("Singular(%q) = %q, want it unchanged", word, got)
		}
	}
	for one, many := range map[string]string{
		"order": "orders", "category": "categories", "box": "boxes", "key": "keys", "orders": "orders", "data": "data", "String": "Strings",
	} {
		if got := naming.Plural(one); got != many {
			t.Errorf("Plural(%q) = %q, want %q", one, got, many)
		}
	}
}

func FuzzIdentifiersAreValid(f *testing.F) {
	for _, seed := range []string{"order_id", "+1", "", "日本", "2fa", "a\x00b", "İstanbul", "ǆ", "ﬁ", "१२", "ß"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range []string{
			naming.Exported(naming.Words(s)...), naming.Exported(naming.Spelled(s)...), naming.Raw(s),
		} {
			if !isExported(name) {
				t.Errorf("%q becomes %q, which is no exported identifier", s, name)
			}
		}
		if name := naming.Unexported(naming.Words(s)...); !isUnexported(name) {
			t.Errorf("%q becomes %q, which is no unexported identifier", s, name)
		}
	})
}
