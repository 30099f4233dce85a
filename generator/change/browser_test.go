package change_test

import (
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/change"
)

// browser finds Chromium. Without one there is nothing to test, unless APIGEN_SERVERS=required says that all has to be there.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("APIGEN_SERVERS") == "required" {
		t.Fatal("there is no chromium on the PATH, and APIGEN_SERVERS=required")
	}
	t.Skip("there is no chromium on the PATH (apt-get install chromium)")
	return ""
}

// browse opens a page without a window and returns what the browser prints.
func browse(t *testing.T, args ...string) string {
	t.Helper()
	chromium := browser(t)
	// Not t.TempDir: helpers of the browser may still write there when it is gone.
	profile, err := os.MkdirTemp("", "apigen-browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	run := exec.CommandContext(t.Context(), chromium, append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--no-first-run", "--hide-scrollbars", "--user-data-dir=" + profile}, args...)...)
	var stderr strings.Builder
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	return string(out)
}

// page writes a report and returns its address.
func page(t *testing.T, was, is generator.Config) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(written(t, was, is, change.HTML)), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + path
}

func TestThePageWorksInABrowser(t *testing.T) {
	t.Parallel()
	was, is := shops()
	address := page(t, was, is)
	dom := browse(t, "--dump-dom", address+"#client-orders-list--description-changed")
	if strings.Contains(dom, `role="search" hidden`) || !strings.Contains(dom, `role="search"`) {
		t.Error("the search is hidden: the page's script did not run; does its policy allow it?")
	}
	if !strings.Contains(dom, `<details class="section documentation" id="documentation" open`) {
		t.Error("the section of a change that the address names is folded")
	}
	if n := strings.Count(dom, `<article class="change"`); n < 10 {
		t.Errorf("the page shows %d changes", n)
	}
	found := browse(t, "--dump-dom", address+"?q=Order.Status")
	if !strings.Contains(found, `aria-live="polite">1 of `) {
		t.Error("searching for one field does not find one change")
	}
}

func TestADocumentCannotRunCodeInThePage(t *testing.T) {
	t.Parallel()
	was, is := hostile(t)
	dom := browse(t, "--dump-dom", page(t, was, is))
	if strings.Contains(dom, "<title>owned</title>") || strings.Count(dom, "<script") != 1 || strings.Contains(dom, "<img") {
		t.Errorf("the document got code into the page:\n%.3000s", dom)
	}
}

// The picture is for people to look at: APIGEN_PICTURES names a directory to keep it in.
func TestThePageCanBeSeenInLightAndDark(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("APIGEN_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	was, is := shops()
	address := page(t, was, is)
	for name, scheme := range map[string]string{"light": "1", "dark": "0"} {
		path := filepath.Join(dir, "report-"+name+".png")
		browse(t, "--window-size=1100,1600", "--blink-settings=preferredColorScheme="+scheme, "--screenshot="+path, address)
		picture := readPicture(t, path)
		colours := map[any]bool{}
		for x := 0; x < 1100; x += 3 {
			for y := 0; y < 1600; y += 3 {
				colours[picture.At(x, y)] = true
			}
		}
		if len(colours) < 30 {
			t.Errorf("%s: the picture has %d colours: nothing is to be seen", name, len(colours))
		}
		r, g, b, _ := picture.At(2, 2).RGBA()
		if isDark := (r+g+b)/3 < 0x7fff; isDark != (name == "dark") {
			t.Errorf("%s: the page is not", name)
		}
	}
}

func readPicture(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
