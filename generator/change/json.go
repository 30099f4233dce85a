package change

import (
	"encoding/json"
	"io"
)

// jsonFormat is the version of the JSON form. What is there keeps its name and meaning; more may come.
const jsonFormat = 1

// jsonReport is a report for programs.
type jsonReport struct {
	Format  int        `json:"format"`
	Package string     `json:"package"`
	Old     Document   `json:"old"`
	New     Document   `json:"new"`
	Verdict Verdict    `json:"verdict"`
	Semver  string     `json:"semver"`
	Counts  jsonCounts `json:"counts"`
	Changes []Change   `json:"changes"`
	GoAPI   []Symbol   `json:"goAPI"`
}

type jsonCounts struct {
	Breaking      int `json:"breaking"`
	Compatible    int `json:"compatible"`
	Documentation int `json:"documentation"`
	Compile       int `json:"breakingAtCompileTime"`
	Wire          int `json:"breakingOnTheWire"`
}

func (r *Report) json(w io.Writer) error {
	compile, wire := r.breaks()
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(jsonReport{
		Format: jsonFormat, Package: r.Package, Old: r.Old, New: r.New, Verdict: r.Verdict(), Semver: r.Semver(),
		Counts:  jsonCounts{r.Count(Breaking), r.Count(Compatible), r.Count(Documentation), compile, wire},
		Changes: append([]Change{}, r.Changes...), GoAPI: append([]Symbol{}, r.GoAPI...),
	})
}
