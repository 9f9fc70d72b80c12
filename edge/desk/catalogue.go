package desk

import (
	"cmp"
	"context"

	"branchbook/sync/catalogue"
	"branchbook/sync/journal"
)

// DefineService is a service's whole new state; an empty id is a new one.
type DefineService struct {
	Service catalogue.Service
	Seen    string
}

// DefineService adds or changes a service.
func (d *Desk) DefineService(ctx context.Context, by By, in DefineService) (journal.Outcome, error) {
	return d.do(ctx, by, "catalogue.DefineService", in, func(w *work) error {
		s := in.Service
		s.ID = cmp.Or(s.ID, catalogue.ServiceID(w.ID()))
		found := func() (catalogue.Service, error) { return catalogue.ServiceOf(w, w.JID(), s.ID) }
		if err := fresh("service:"+string(s.ID), in.Seen, found); err != nil {
			return err
		}
		resources, err := catalogue.Resources(w, w.JID())
		if err != nil {
			return err
		}
		return w.say(catalogue.DefineService(s, w.branch.Currency, resources))
	})
}

// DefineResource is a resource's whole new state; an empty id is a new one.
type DefineResource struct {
	Resource catalogue.Resource
	Seen     string
}

// DefineResource adds or changes a room, chair or device.
func (d *Desk) DefineResource(ctx context.Context, by By, in DefineResource) (journal.Outcome, error) {
	return d.do(ctx, by, "catalogue.DefineResource", in, func(w *work) error {
		r := in.Resource
		r.ID = cmp.Or(r.ID, catalogue.ResourceID(w.ID()))
		found := func() (catalogue.Resource, error) { return catalogue.ResourceOf(w, w.JID(), r.ID) }
		if err := fresh("resource:"+string(r.ID), in.Seen, found); err != nil {
			return err
		}
		return w.say(catalogue.DefineResource(r))
	})
}

// DefineProduct is a course product's whole new state; an empty id is a new one, and so is one of an item.
type DefineProduct struct {
	Product catalogue.Product
	Seen    string
}

// DefineProduct adds or changes a course product. Contracts signed before keep their own terms.
func (d *Desk) DefineProduct(ctx context.Context, by By, in DefineProduct) (journal.Outcome, error) {
	return d.do(ctx, by, "catalogue.DefineProduct", in, func(w *work) error {
		p := in.Product
		p.ID = cmp.Or(p.ID, catalogue.ProductID(w.ID()))
		found := func() (catalogue.Product, error) { return catalogue.ProductOf(w, w.JID(), p.ID) }
		if err := fresh("product:"+string(p.ID), in.Seen, found); err != nil {
			return err
		}
		p.Items = append([]catalogue.Item{}, p.Items...)
		for i := range p.Items {
			p.Items[i].ID = cmp.Or(p.Items[i].ID, catalogue.ItemID(w.ID()))
		}
		services, err := catalogue.Services(w, w.JID())
		if err != nil {
			return err
		}
		return w.say(catalogue.DefineProduct(p, w.branch.Currency, services))
	})
}
