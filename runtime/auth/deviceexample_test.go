package auth_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/apigen-go/apigen/runtime/auth"
)

// A program on a machine without a browser has its user log in on a telephone.
func ExampleDeviceLogin() {
	vendor := newAuthority()
	vendor.interval, vendor.device = 1, []string{""}
	server := httptest.NewTLSServer(vendor)
	defer server.Close()
	config := auth.Config{
		ClientID:     "shop",
		ClientSecret: "c4n4ry-secret", // most such programs have none
		DeviceURL:    server.URL + "/device",
		TokenURL:     server.URL + "/token",
		Store:        auth.MemoryStore(), // for good: auth.FileStore(path)
		Transport:    server.Client().Transport,
	}
	_, err := auth.DeviceLogin(context.Background(), config, func(c auth.DeviceCode) error {
		fmt.Printf("Open %s and enter %s.\n", c.URL, c.UserCode)
		return nil
	})
	fmt.Println(err)
	// Output:
	// Open https://id.example.com/enter and enter WDJB-MJHT.
	// <nil>
}
