package torture_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	azruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// azure is the core of Azure's SDKs.
type azure struct{}

func (azure) Name() string { return "azcore" }

func (azure) Features() []runtimetest.Feature {
	return []runtimetest.Feature{
		runtimetest.RetryAfter, runtimetest.Bodies, runtimetest.Decoding, runtimetest.Seekers, runtimetest.Credentials, runtimetest.Logs,
	}
}

func (azure) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	options := policy.ClientOptions{InsecureAllowCredentialWithHTTP: set.Insecure}
	options.Retry = policy.RetryOptions{RetryDelay: set.Base, MaxRetryDelay: set.Cap, TryTimeout: set.AttemptTimeout}
	if set.MaxAttempts > 0 {
		options.Retry.MaxRetries = int32(set.MaxAttempts - 1)
	}
	if set.MaxAttempts == 1 {
		options.Retry.MaxRetries = -1
	}
	if set.Transport != nil {
		options.Transport = &http.Client{Transport: set.Transport}
	}
	if set.Log != nil { // there is one listener for all of the process
		azlog.SetListener(func(_ azlog.Event, text string) { set.Log.Debug(text) })
	}
	credential := azcore.NewKeyCredential(set.APIKey)
	pipeline := azruntime.NewPipeline("torture", "v1.0.0", azruntime.PipelineOptions{PerRetry: azurePolicies(set, credential)}, &options)
	return azureCaller{pipeline, credential, set}, nil
}

func azurePolicies(set runtimetest.Setup, key *azcore.KeyCredential) (policies []policy.Policy) {
	if set.Bearer != "" {
		policies = append(policies, azruntime.NewBearerTokenPolicy(&fixedToken{set.Bearer}, nil, &policy.BearerTokenOptions{
			InsecureAllowCredentialWithHTTP: set.Insecure,
		}))
	}
	if set.APIKey != "" {
		policies = append(policies, azruntime.NewKeyCredentialPolicy(key, "X-Api-Key", &azruntime.KeyCredentialPolicyOptions{
			InsecureAllowCredentialWithHTTP: set.Insecure,
		}))
	}
	return policies
}

// fixedToken is a credential that is there already.
type fixedToken struct{ value string }

func (t *fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: t.value, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

type azureCaller struct {
	pipeline   azruntime.Pipeline
	credential *azcore.KeyCredential
	set        runtimetest.Setup
}

func (c azureCaller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	bare := c.set
	bare.Bearer, bare.APIKey = "", ""
	m := message{bare, call}
	r, err := azruntime.NewRequest(ctx, call.Method, m.url())
	if err != nil {
		return runtimetest.Result{Err: err}
	}
	for name, values := range m.header() {
		r.Raw().Header[name] = values
	}
	if err := azureBody(r, call); err != nil {
		return runtimetest.Result{Err: err}
	}
	resp, err := c.pipeline.Do(r)
	result := runtimetest.Result{Err: err}
	if err == nil {
		result = answer(resp, nil)
	}
	if result.Err == nil && result.Status/100 == 2 {
		var into any
		result.Err = azruntime.UnmarshalAsJSON(resp, &into)
	}
	if result.Err == nil && result.Status/100 != 2 {
		result.Err = azruntime.NewResponseError(resp)
	}
	return result
}

func azureBody(r *policy.Request, call runtimetest.Call) error {
	switch source, seeks := call.Reader.(io.ReadSeeker); {
	case seeks:
		return r.SetBody(streaming.NopCloser(source), "application/octet-stream")
	case call.Reader != nil:
		return errors.New("a plain reader cannot be sent")
	case call.JSON != nil:
		return r.SetBody(streaming.NopCloser(bytes.NewReader(call.JSON)), "application/json")
	}
	return nil
}

func (c azureCaller) Held() []any { return []any{c.pipeline, c.credential, *c.credential} }
