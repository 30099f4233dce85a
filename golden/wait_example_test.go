package golden_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	disks "github.com/apigen-go/apigen/golden/azure_operations_have_begin_and_resume"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/poll"
)

// An operation that takes long is begun by one process and waited for by another, which has its token.
func Example_resume() {
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Method == http.MethodPut:
			w.Header().Set("Azure-AsyncOperation", "http://"+r.Host+"/operations/7")
			w.WriteHeader(http.StatusCreated)
			fmt.Fprint(w, `{}`)
		case r.URL.Path == "/operations/7":
			fmt.Fprint(w, `{"status":"Succeeded"}`)
		default:
			fmt.Fprint(w, `{"sizeGB":8}`)
		}
	}))
	defer vendor.Close()
	client, err := disks.New(runtime.WithBaseURL(vendor.URL))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	op, err := client.Disks.BeginCreateOrUpdate(ctx, "d1", disks.Disk{})
	if err != nil {
		log.Fatal(err)
	}
	token := op.Token() // keep it as carefully as a credential

	op, err = client.Disks.ResumeCreateOrUpdate(token) // another process
	if err != nil {
		log.Fatal(err)
	}
	disk, err := op.Wait(ctx, poll.With(poll.Policy{First: 1}))
	var failed *poll.Error[disks.Disk]
	switch {
	case errors.As(err, &failed):
		log.Fatal(failed.State) // the operation has failed, not the asking
	case err != nil:
		log.Fatal(err) // Wait can be called again
	}
	fmt.Println(*disk.SizeGB, "GB")
	// Output: 8 GB
}
