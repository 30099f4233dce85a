package payments

import (
	"maps"
	"net/http"
	"slices"
)

func (s *Server) listCustomers(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	hits := slices.DeleteFunc(slices.Clone(s.customers), func(c *customer) bool {
		return c.deleted || q.Has("email") && (c.email == nil || *c.email != q.Get("email"))
	})
	list(w, r, hits, func(c *customer) any { return showCustomer(c) })
}

func (s *Server) createCustomer(w http.ResponseWriter, r *http.Request) {
	f, err := readForm(r)
	if err != nil {
		refuse(w, err)
		return
	}
	c := &customer{email: f.pointer("email"), name: f.pointer("name"), address: f.address(nil), metadata: f.members("metadata")}
	if err := f.leftover(); err != nil {
		refuse(w, err)
		return
	}
	c.id, c.created = s.next("cus")
	s.customers = slices.Insert(s.customers, 0, c)
	answer(w, showCustomer(c))
}

func (s *Server) getCustomer(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.customers, r.PathValue("customer"))
	if i < 0 {
		missing(w, "customer", r.PathValue("customer"))
		return
	}
	answer(w, showCustomer(s.customers[i]))
}

func (s *Server) updateCustomer(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.customers, r.PathValue("customer"))
	if i < 0 || s.customers[i].deleted {
		missing(w, "customer", r.PathValue("customer"))
		return
	}
	f, err := readForm(r)
	if err != nil {
		refuse(w, err)
		return
	}
	c := *s.customers[i]
	for key, member := range map[string]**string{"email": &c.email, "name": &c.name} {
		if _, ok := f.text(key); ok {
			*member = f.pointer(key)
		}
	}
	c.address = f.address(c.address)
	c.metadata = maps.Clone(c.metadata)
	maps.Copy(c.metadata, f.members("metadata"))
	maps.DeleteFunc(c.metadata, func(_, v string) bool { return v == "" })
	if err := f.leftover(); err != nil {
		refuse(w, err)
		return
	}
	s.customers[i] = &c
	answer(w, showCustomer(&c))
}

func (s *Server) deleteCustomer(w http.ResponseWriter, r *http.Request) {
	i := indexOf(s.customers, r.PathValue("customer"))
	if i < 0 || s.customers[i].deleted {
		missing(w, "customer", r.PathValue("customer"))
		return
	}
	s.customers[i] = &customer{id: s.customers[i].id, deleted: true}
	answer(w, showCustomer(s.customers[i]))
}

// address reads address[city] and so on over what was there before.
func (f *form) address(old map[string]*string) map[string]*string {
	members := []string{"line1", "line2", "postal_code", "city", "country"}
	out := map[string]*string{}
	found := old != nil
	for _, name := range members {
		out[name] = old[name]
		if _, ok := f.text("address[" + name + "]"); ok {
			out[name], found = f.pointer("address["+name+"]"), true
		}
	}
	if !found {
		return nil
	}
	return out
}
