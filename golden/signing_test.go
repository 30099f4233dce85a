package golden_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	vaults "github.com/apigen-go/apigen/golden/signed_requests_are_described_in_the_configuration"
	"github.com/apigen-go/apigen/runtime"
)

func TestAClientSignsAsTheConfigurationDescribes(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte("shh"))
		fmt.Fprintf(mac, "%s\n%s\n%s\n%x", r.Header.Get("X-Timestamp"), r.Method, r.URL.RequestURI(), sha256.Sum256(body))
		want := "v1=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		if r.Header.Get("X-Signature") != want || r.Header.Get("X-Key") != "k1" || len(r.Header.Get("X-Timestamp")) != len("1700000000000") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	client, err := vaults.New(runtime.WithBaseURL(server.URL), vaults.WithSignatureHMAC("k1", "shh"), vaults.WithQuerySignatureHMAC("k2", "c2ho"))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Vaults.Transfer(t.Context(), vaults.VaultsTransferRequest{}, nil); err != nil {
		t.Error(err)
	}
}
