package plan

import "testing"

func TestWaitingIsCalledAfterWhatIsRead(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		"Get": "Wait", "GetStatus": "Wait", "Retrieve": "Wait", "GetRun": "WaitForRun", "GetRunStatus": "WaitForRun", "RetrieveAPIJob": "WaitForAPIJob",
		"InferenceGetBatch": "WaitForInferenceBatch", "RunsGet": "WaitForRuns", "JobDescribeHTTP2": "WaitForJobHTTP2",
		"Getaway": "WaitForGetaway", "Widget": "WaitForWidget", "CreditCheck": "WaitForCreditCheck", "Status": "Wait", "JobStatus": "WaitForJobStatus",
	} {
		if got := waitNames(method)[0]; got != want {
			t.Errorf("%s: %s, want %s", method, got, want)
		}
	}
}
