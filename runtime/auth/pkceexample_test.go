package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/apigen-go/apigen/runtime/auth"
)

// A program at a command line has its user log in with a browser of the same machine.
func ExampleLoopbackLogin() {
	server := httptest.NewTLSServer(newAuthority())
	defer server.Close()
	config := auth.Config{
		ClientID:     "shop",
		ClientSecret: "c4n4ry-secret", // most command-line programs have none
		AuthURL:      server.URL + "/authorize",
		TokenURL:     server.URL + "/token",
		Issuer:       "https://id.example.com",
		Store:        auth.MemoryStore(), // for good: auth.FileStore(path)
		Transport:    server.Client().Transport,
	}
	ctx := context.Background()
	token, err := auth.LoopbackLogin(ctx, config, func(login string) error {
		fmt.Println("Open the page in your browser to log in.") // and print it, or open the browser
		go openBrowser(server.Client(), login)
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("logged in:", token.AccessToken)

	credential := auth.RefreshToken(config) // it finds the token in the store
	fmt.Println("ready:", credential != nil)
	// Output:
	// Open the page in your browser to log in.
	// logged in: [redacted]
	// ready: true
}

func openBrowser(c *http.Client, page string) {
	if resp, err := c.Get(page); err == nil {
		resp.Body.Close()
	}
}

// A web application sends its users to the server and waits for them at a URL of its own.
func ExampleAuthorizationCode() {
	server := httptest.NewTLSServer(newAuthority())
	defer server.Close()
	config := auth.Config{
		ClientID: "shop", ClientSecret: "c4n4ry-secret",
		AuthURL: server.URL + "/authorize", TokenURL: server.URL + "/token", Issuer: "https://id.example.com",
		RedirectURL: "https://shop.example.com/back",
		Scopes:      []string{"orders"},
		Transport:   server.Client().Transport,
	}
	ctx := context.Background()
	login, err := auth.AuthorizationCode(ctx, config) // keep it in the user's session ...
	if err != nil {
		fmt.Println(err)
		return
	}
	returned := logIn(server.Client(), login.URL()) // ... redirect there, and in the handler of /back, with its query:
	config.Token, err = login.Exchange(ctx, returned)
	fmt.Println(err)

	_, err = login.Exchange(ctx, returned)
	fmt.Println(err)
	// Output:
	// <nil>
	// the state is not that of this login, or was used before
}

// logIn is the user, who comes back with a query.
func logIn(c *http.Client, page string) url.Values {
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := own.Get(page)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		return nil
	}
	return back.Query()
}
