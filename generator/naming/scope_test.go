package naming_test

import (
	"fmt"
	"go/token"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/naming"
)

func isExported(name string) bool { return token.IsIdentifier(name) && token.IsExported(name) }

func isUnexported(name string) bool {
	return token.IsIdentifier(name) && !token.IsExported(name) && !naming.IsReserved(name)
}

func TestSettle(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reserved []string
		claims   []naming.Claim
		want     map[string]string
		clashes  []naming.Clash
	}{
		"a claim alone gets what it wants": {
			claims: []naming.Claim{{Key: "a", Names: []string{"Order", "ShopOrder"}}},
			want:   map[string]string{"a": "Order"},
		},
		"all parties to a clash are qualified": {
			claims: []naming.Claim{
				{Key: "a", Names: []string{"Order", "ShopOrder"}},
				{Key: "b", Names: []string{"Order", "StockOrder"}},
			},
			want: map[string]string{"a": "ShopOrder", "b": "StockOrder"},
		},
		"who ranks lower in number keeps the name": {
			claims: []naming.Claim{
				{Key: "a", Names: []string{"Order", "ShopOrder"}, Rank: 1},
				{Key: "b", Names: []string{"Order", "StockOrder"}, Rank: 2},
			},
			want: map[string]string{"a": "Order", "b": "StockOrder"},
		},
		"a qualified name may clash in turn": {
			claims: []naming.Claim{
				{Key: "a", Names: []string{"Order", "ShopOrder"}},
				{Key: "b", Names: []string{"Order", "StockOrder"}},
				{Key: "c", Names: []string{"ShopOrder", "BigShopOrder"}},
			},
			want: map[string]string{"a": "ShopOrder", "b": "StockOrder", "c": "BigShopOrder"},
		},
		"a reserved name is nobody's": {
			reserved: []string{"Client"},
			claims:   []naming.Claim{{Key: "a", Names: []string{"Client", "ClientObject"}}},
			want:     map[string]string{"a": "ClientObject"},
		},
		"what is left gets a suffix from its own key, and is reported": {
			claims: []naming.Claim{
				{Key: "a", Names: []string{"Order"}},
				{Key: "b", Names: []string{"Order"}},
			},
			want:    map[string]string{"a": "OrderXca97", "b": "OrderX3e23"},
			clashes: []naming.Clash{{Name: "Order", Keys: []string{"a", "b"}}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s naming.Scope
			s.Reserve(test.reserved...)
			s.Claim(test.claims...)
			got, clashes := s.Settle()
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.clashes, clashes); diff != "" {
				t.Errorf("clashes (-want +got):\n%s", diff)
			}
		})
	}
}

// randomClaims makes claims that clash a lot, as their names are made of few words.
func randomClaims(r *rand.Rand) []naming.Claim {
	words := []string{"A", "B", "C", "D"}
	var claims []naming.Claim
	for i := range r.IntN(30) {
		c := naming.Claim{Key: fmt.Sprint("key ", i), Rank: r.IntN(3)}
		name := ""
		for range 1 + r.IntN(3) {
			name += words[r.IntN(len(words))]
			c.Names = append(c.Names, name)
		}
		claims = append(claims, c)
	}
	return claims
}

func settle(claims []naming.Claim) map[string]string {
	var s naming.Scope
	s.Reserve("A", "AB")
	s.Claim(claims...)
	names, _ := s.Settle()
	return names
}

func TestNamesAreUniqueAndTheirOrderMeansNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		claims := randomClaims(r)
		names := settle(claims)
		owner := map[string]string{"A": "reserved", "AB": "reserved"}
		for _, c := range claims {
			name, ok := names[c.Key]
			if other, taken := owner[name]; !ok || taken {
				t.Fatalf("seed %d: %s is called %q like %s", seed, c.Key, name, other)
			}
			owner[name] = c.Key
		}
		r.Shuffle(len(claims), func(i, j int) { claims[i], claims[j] = claims[j], claims[i] })
		if diff := cmp.Diff(names, settle(claims)); diff != "" {
			t.Fatalf("seed %d: shuffling renames (-before +after):\n%s", seed, diff)
		}
	}
}

func TestANeighbourThatWantsOtherNamesChangesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		claims := randomClaims(rand.New(rand.NewPCG(seed, 2)))
		before := settle(claims)
		after := settle(append(claims, naming.Claim{Key: "new", Names: []string{"Unrelated", "MoreUnrelated"}}))
		if after["new"] != "Unrelated" {
			t.Fatalf("seed %d: the neighbour is called %q", seed, after["new"])
		}
		delete(after, "new")
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatalf("seed %d: a neighbour renames (-before +after):\n%s", seed, diff)
		}
	}
}
