package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// loginAPI is an API with one operation by one scheme.
func loginAPI(schemes ...api.SecurityScheme) *api.API {
	a := withOperations(doc(), operation("GET", "/orders", "listOrders", ""))
	a.Schemes = schemes
	for _, s := range schemes {
		a.Operations[0].Security = append(a.Operations[0].Security, api.Requirement{{Scheme: s.Key}})
	}
	return a
}

func TestLoginsHaveTheURLsOfTheDocument(t *testing.T) {
	t.Parallel()
	page := api.Flow{Type: "authorizationCode", AuthorizationURL: "https://id.test/auth", TokenURL: "https://id.test/token", RefreshURL: "https://id.test/refresh"}
	device := api.Flow{Type: "deviceAuthorization", DeviceURL: "https://id.test/device", TokenURL: "https://id.test/token"}
	elsewhere, same, relative := device, page, page
	elsewhere.TokenURL, same.RefreshURL, relative.TokenURL = "https://other.test/token", page.TokenURL, "/token"
	for name, test := range map[string]struct {
		scheme api.SecurityScheme
		want   []plan.Login
	}{
		"a page": {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{page}},
			[]plan.Login{{AuthURL: page.AuthorizationURL, TokenURL: page.TokenURL, RefreshURL: page.RefreshURL}}},
		"a device": {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{device}}, []plan.Login{{TokenURL: device.TokenURL, DeviceURL: device.DeviceURL}}},
		"a page and a device": {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{page, device}},
			[]plan.Login{{AuthURL: page.AuthorizationURL, TokenURL: page.TokenURL, RefreshURL: page.RefreshURL, DeviceURL: device.DeviceURL}}},
		"a device with tokens from elsewhere": {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{same, elsewhere}},
			[]plan.Login{{AuthURL: page.AuthorizationURL, TokenURL: page.TokenURL}}},
		"metadata": {api.SecurityScheme{Type: "openIdConnect", OpenIDConnectURL: "https://id.test/.well-known/openid-configuration"},
			[]plan.Login{{DiscoveryURL: "https://id.test/.well-known/openid-configuration"}}},
		"no metadata":                 {api.SecurityScheme{Type: "openIdConnect", OpenIDConnectURL: "https://id.test"}, nil},
		"a relative URL, no server":   {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{relative}}, nil},
		"flows without a user's page": {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{{Type: "clientCredentials", TokenURL: "https://id.test/token"}}}, nil},
		"flows that are out of use":   {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{{Type: "implicit", AuthorizationURL: "https://id.test"}, {Type: "password", TokenURL: "https://id.test"}}}, nil},
		"a URL with a tenant":         {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{{Type: "authorizationCode", AuthorizationURL: "https://id.test/{tenant}/auth", TokenURL: "https://id.test/{tenant}/token"}}}, nil},
		"a URL that is none":          {api.SecurityScheme{Type: "oauth2", Flows: []api.Flow{{Type: "authorizationCode", AuthorizationURL: ":", TokenURL: "%zz"}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.scheme.Key = "user"
			for i := range test.want {
				test.want[i].Name, test.want[i].Scheme = "OAuth2Config", "user"
			}
			a := loginAPI(test.scheme)
			a.Servers = nil
			got := build(t, a).Client.Logins
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(plan.Login{}, "Doc"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("logins (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoginsOfSeveralSchemesHaveTheirKeys(t *testing.T) {
	t.Parallel()
	scheme := func(key string) api.SecurityScheme {
		return api.SecurityScheme{Key: key, Type: "openIdConnect", OpenIDConnectURL: "https://id.test/.well-known/openid-configuration"}
	}
	var got []string
	client := build(t, loginAPI(scheme("OAuth2"), scheme("partner"), scheme("partnerOAuth2"))).Client
	for _, l := range client.Logins {
		got = append(got, l.Scheme+" "+l.Name)
	}
	for _, o := range client.Options {
		if o.Kind == plan.OAuth2 {
			got = append(got, o.Scheme+" "+o.Name)
		}
	}
	want := []string{
		"OAuth2 OAuth2Config", "partner PartnerLoginConfig", "partnerOAuth2 PartnerOAuth2LoginConfig",
		"OAuth2 WithOAuth2", "partner WithPartnerOAuth2", "partnerOAuth2 WithPartnerOAuth2OAuth2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("logins and options (-want +got):\n%s", diff)
	}
}
