package orders

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

// updateOrder tells three things apart for each member: absent, null and a value. So it reads the members one by one.
func (s *Server) updateOrder(w http.ResponseWriter, r *http.Request, o *order) {
	if o.Status != "open" {
		fail(w, http.StatusConflict, "order_not_open", "An order that is "+o.Status+" cannot be changed.")
		return
	}
	var members map[string]json.RawMessage
	if !read(w, r, &members) {
		return
	}
	changed := *o
	changed.Metadata = maps.Clone(o.Metadata)
	var faults []fieldError
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if message := changed.set(name, members[name]); message != "" {
			faults = append(faults, fieldError{"/" + name, message})
		}
	}
	if len(faults) > 0 {
		invalid(w, faults...)
		return
	}
	*o = changed
	o.UpdatedAt = s.Now()
	stage.JSON(w, http.StatusOK, o)
}

// set changes one member; it returns what is wrong with the value, "" if nothing is.
func (o *order) set(name string, value json.RawMessage) string {
	var err error
	switch name {
	case "note":
		o.Note = nil
		err = json.Unmarshal(value, &o.Note)
	case "deliver_on":
		o.DeliverOn = nil
		err = json.Unmarshal(value, &o.DeliverOn)
	case "shipping_address":
		if string(value) == "null" {
			return "must not be null"
		}
		o.ShippingAddress = nil
		err = json.Unmarshal(value, &o.ShippingAddress)
	case "metadata":
		err = o.mergeMetadata(value)
	default:
		return "is not known"
	}
	if err != nil {
		return "has the wrong type"
	}
	return ""
}

func (o *order) mergeMetadata(value json.RawMessage) error {
	var more map[string]string
	if err := json.Unmarshal(value, &more); err != nil {
		return err
	}
	maps.Copy(o.Metadata, more)
	maps.DeleteFunc(o.Metadata, func(_, v string) bool { return v == "" })
	return nil
}
