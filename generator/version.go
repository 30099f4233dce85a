package generator

import (
	"runtime/debug"
	"strings"
)

// devel stands for every apigen that was built from a working tree: nothing tells whether two of them are the same.
const devel = "devel"

// generatorVersion is the version of the module that this program was built from.
func generatorVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return devel
	}
	return releaseOf(info)
}

// releaseOf is the version of a module that was downloaded, as it is for all who use apigen. Modules that are replaced, worked on or
// built in their own repository have versions too, which say less than they seem to.
func releaseOf(info *debug.BuildInfo) string {
	m := &info.Main
	if m.Path != ownModule() { // a program that uses this package
		for _, d := range info.Deps {
			if d.Path == ownModule() {
				m = d
			}
		}
	}
	if m.Path != ownModule() || m.Replace != nil || !strings.HasPrefix(m.Version, "v") || strings.Contains(m.Version, "+dirty") {
		return devel
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return devel
		}
	}
	return m.Version
}
