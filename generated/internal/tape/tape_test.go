package tape_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/tape"
)

const canary = "canary-7f3a"

// vendor answers secrets to whoever asks.
func vendor(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Set-Cookie", "session="+canary)
	_, _ = w.Write([]byte(`{"access_token":"` + canary + `","nested":[{"client_secret":"` + canary + `"}],"n":9007199254740993}`))
}

func TestACassetteHoldsNoSecretAndAnswersAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Run("recording", func(t *testing.T) {
		if body := say(t, tape.Client(t, "one", true, http.HandlerFunc(vendor))); !strings.Contains(body, canary) {
			t.Errorf("the recording client got %q, want the answer as it was", body)
		}
	})
	data, err := os.ReadFile(tape.Dir + "/one.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(data); strings.Contains(text, canary) || !strings.Contains(text, "9007199254740993") {
		t.Errorf("the cassette is not scrubbed, or more than that:\n%s", text)
	}
	t.Run("replaying", func(t *testing.T) {
		client := tape.Client(t, "one", false, nil)
		if body := say(t, client); !strings.Contains(body, `"access_token":"REDACTED"`) {
			t.Errorf("the cassette answers %q", body)
		}
	})
}

func TestARequestThatIsNotOnTheCassetteFails(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Run("recording", func(t *testing.T) { say(t, tape.Client(t, "one", true, http.HandlerFunc(vendor))) })
	client := tape.Client(t, "one", false, nil)
	if _, err := client.Get("https://vendor.example/other"); err == nil {
		t.Error("an unknown request was answered")
	}
}

// Tests in generated/ begin their secrets with canary, so that one look finds those that got through.
func TestNoCassetteOfAClientHoldsASecret(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../*/" + tape.Dir + "/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cassettes: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"canary", "4242424242424242", "4000000000000002", "Bearer ", "Basic "} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds %q", file, secret)
			}
		}
	}
}

// say sends a form with secrets in every place.
func say(t *testing.T, client *http.Client) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "https://vendor.example/token", strings.NewReader("a=1&client_secret="+canary+"&card%5Bnumber%5D="+canary))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+canary)
	r.Header.Set("X-API-Key", canary)
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
