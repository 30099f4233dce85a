package plan

import "strings"

// verbs are what operations of APIs do. They tell "listOrders" from "orderItems", and turn a summary into the first
// sentence of a comment: "Place an order" -> "Create places an order."
const verbs = " " +
	"abort accept access acknowledge acquire activate add adjust allow analyze append apply approve archive " +
	"assign associate attach authenticate authorize award backfill ban begin bind block book build buy calculate " +
	"call cancel capture change charge check checkout claim clean clear clone close collect commit compare complete " +
	"compute configure confirm connect consume convert copy correct count create deactivate debug decline decode " +
	"decrease decrypt delete deliver deny deploy describe destroy detach detect determine disable disassociate " +
	"discard disconnect discover dismiss dispatch display download drop duplicate edit embed enable encode " +
	"encrypt end enqueue enroll ensure enter enumerate estimate evaluate exchange exclude execute expand expire " +
	"export extend extract fail fetch fill filter finalize find finish fire flag flush follow force forecast " +
	"forget fork forward freeze generate get give grant handle hide hold identify ignore import include increase " +
	"increment index indicate initialize initiate insert inspect install invalidate invite invoke issue join " +
	"kick kill launch leave like link list load lock log lookup make manage map mark merge migrate moderate " +
	"modify monitor move mute notify obtain open order overwrite pack pair parse patch pause pay perform pin ping " +
	"place poll populate post predict prepare preview print process produce promote provide provision publish " +
	"pull purchase purge push put query queue quote rate read rebuild recalculate receive reconcile record " +
	"recover redeem redeliver refresh refund regenerate register reject release reload remove rename render " +
	"renew reopen reorder replace reply report request rerun resend reserve reset resolve respond restart " +
	"restore restrict resume retire retrieve retry return reveal reverse revert review revise revoke rollback " +
	"rotate run save scale scan schedule score search select send set share show shut shutdown sign simulate " +
	"skip snooze sort split star start stop store stream submit subscribe suggest suspend swap switch sync " +
	"synchronize tag terminate test toggle track transcribe transfer transform transition translate trigger " +
	"unarchive unassign unban unblock undelete undo unfollow uninstall unlink unlock unmute unpin unpublish " +
	"unregister unstar unsubscribe update upgrade upload upsert use validate verify view void vote wait watch " +
	"withdraw write "

// isVerb tells verbs in their base form, with "un" and "re" before them too.
func isVerb(word string) bool {
	word = strings.ToLower(word)
	if len(word) > 5 && (strings.HasSuffix(word, "ize") || strings.HasSuffix(word, "ify")) {
		return true
	}
	un, _ := strings.CutPrefix(word, "un")
	re, _ := strings.CutPrefix(word, "re")
	return isListed(word) || un != word && len(un) > 3 && isListed(un) || re != word && len(re) > 3 && isListed(re)
}

func isListed(word string) bool { return listedVerbs[word] }

var listedVerbs = func() map[string]bool {
	set := map[string]bool{}
	for _, v := range strings.Fields(verbs) {
		set[v] = true
	}
	return set
}()

// thirdPerson is what the verb does: list -> lists, apply -> applies. Verbs that already are stay; ok is false for
// words that are no verbs.
func thirdPerson(word string) (does string, ok bool) {
	lower := strings.ToLower(word)
	if before, after, ok := strings.Cut(lower, "-"); ok && (before == "re" || before == "un") {
		does, ok = thirdPerson(after)
		return before + "-" + does, ok
	}
	for _, base := range []string{strings.TrimSuffix(lower, "s"), strings.TrimSuffix(lower, "es"), strings.TrimSuffix(lower, "ies") + "y"} {
		if base != lower && isVerb(base) && conjugate(base) == lower {
			return lower, true
		}
	}
	if isVerb(lower) {
		return conjugate(lower), true
	}
	return "", false
}

func conjugate(verb string) string {
	last := verb[len(verb)-1]
	switch {
	case verb == "undo":
		return "undoes"
	case last == 'y' && !strings.ContainsRune("aeiou", rune(verb[len(verb)-2])):
		return verb[:len(verb)-1] + "ies"
	case last == 's', last == 'x', last == 'z', strings.HasSuffix(verb, "ch"), strings.HasSuffix(verb, "sh"):
		return verb + "es"
	}
	return verb + "s"
}

// gerundBase is the verb of a gerund: deleting -> delete, getting -> get.
func gerundBase(word string) (verb string, ok bool) {
	stem, ok := strings.CutSuffix(strings.ToLower(word), "ing")
	if !ok || len(stem) < 3 {
		return "", false
	}
	last := len(stem) - 1
	for _, verb := range []string{stem, stem + "e", strings.TrimSuffix(stem, stem[last:])} {
		if isListed(verb) && (len(verb) >= len(stem) || stem[last] == stem[last-1]) {
			return verb, true
		}
	}
	return "", false
}

// isPlainGerund tells gerunds that are hardly ever part of a noun, as in "Shipping methods".
func isPlainGerund(verb string) bool {
	switch verb {
	case "add", "create", "delete", "download", "edit", "fetch", "find", "get", "list", "modify", "obtain", "remove", "retrieve",
		"return", "search", "send", "update", "upload":
		return true
	}
	return false
}
