package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// componentTypes plans components alone and gives their Go names in the order of the files.
func componentTypes(t *testing.T, names ...string) []string {
	t.Helper()
	a := doc(text("#/text"))
	for i, name := range names {
		s := object(ref("c"+string(rune('a'+i))), required("id", "#/text"))
		s.Name = name
		a.Schemas[s.ID] = &s
	}
	return typeNames(build(t, a))
}

func TestNamesOfTypesFromFrameworks(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"io.k8s.api.core.v1.Pod":                          "CoreV1Pod",
		"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": "MetaV1ObjectMeta",
		"google.protobuf.Any":                             "ProtobufAny",
		"cosmos.tx.v1beta1.ModeInfo.Single":               "TxV1beta1ModeInfoSingle",
		"com.acme.billing.dto.Invoice":                    "BillingInvoice",
		"com.acme.orders.Order":                           "Order",
		"models.User":                                     "User",
		"auth.User":                                       "AuthUser",
		"V3.Stop":                                         "V3Stop",
		"Acme.Api.Models.Images.AddImageRequest":          "ImagesAddImageRequest",
		"Acme.Api.Presentation.Entities.Line":             "Line",
		"app__schemas__user__User":                        "User",
		"chat.v1.service.user":                            "ChatV1ServiceUser",
		"microsoft.graph.subjectSet":                      "MicrosoftGraphSubjectSet",
		"PaginatedResponse_User_":                         "PaginatedResponseUser",
		"Page«Order»":                                     "PageOrder",
		"Page[Item]":                                      "PageItem",
		"ApiResponse<List<com.acme.dto.Order>>":           "APIResponseListOrder",
		"Foo-Input":                                       "FooInput",
		"Acme.Page`1[[Acme.Core.Order, Acme, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null]]": "AcmePageCoreOrder",
		"Api.ApiResult_System.Collections.Generic.List_Acme.Model.Stock_":                             "APIResultListStock",
		"pain.001": "Pain001",
		"Größe":    "Größe",
	} {
		if diff := cmp.Diff([]string{want}, componentTypes(t, in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestTypesOfOneNameAllGrowByTheirPackages(t *testing.T) {
	t.Parallel()
	got := componentTypes(t, "com.acme.billing.dto.Order", "com.acme.legacy.billing.Order", "acme.Page[Item]", "PageItem", "Pod", "io.core.Pod")
	want := []string{"AcmePageItem", "BillingDtoOrder", "CorePod", "LegacyBillingOrder", "PageItem", "Pod"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
