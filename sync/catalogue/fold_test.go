package catalogue

import (
	"errors"
	"reflect"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

func TestDefinitionsReplaceEachOther(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 3, Journal: "j"}
	long := hygiene
	long.LengthMin, long.Retired = 90, true
	long.By = []Doer{{"aliya", 45, &dearer}}
	journaltest.Fold(t, tables, p, Kinds(), ServiceDefined{hygiene}, ServiceDefined{long},
		ResourceDefined{chair}, ProductDefined{whitened})

	service, err := ServiceOf(tables, 3, "hygiene")
	if err != nil || !reflect.DeepEqual(service, long) {
		t.Errorf("%+v, %v", service, err)
	}
	resource, err := ResourceOf(tables, 3, "chair")
	if err != nil || resource != chair {
		t.Errorf("%+v, %v", resource, err)
	}
	product, err := ProductOf(tables, 3, "white")
	if err != nil || product.Name != whitened.Name || product.Terms.Refund.Policy != RefundFull {
		t.Errorf("%+v, %v", product, err)
	}
	if _, err := ServiceOf(tables, 4, "hygiene"); !errors.Is(err, fact.ErrNotFound) {
		t.Errorf("another journal: %v", err)
	}
}

func TestListsAreInOrder(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	service := func(id ServiceID, category string, place int) ServiceDefined {
		return ServiceDefined{Service{ID: id, Name: string(id), Category: category, Order: place}}
	}
	journaltest.Fold(t, tables, fact.Position{JID: 1}, Kinds(),
		service("c", "b", 1), service("b", "a", 2), service("a", "a", 1),
		ResourceDefined{Resource{ID: "2", Name: "B"}}, ResourceDefined{Resource{ID: "1", Name: "A"}},
		ProductDefined{Product{ID: "2", Name: "B"}}, ProductDefined{Product{ID: "1", Name: "A"}})
	services, err := Services(tables, 1)
	if err != nil || len(services) != 3 || services[0].ID != "a" || services[2].ID != "c" {
		t.Errorf("%+v, %v", services, err)
	}
	resources, err := Resources(tables, 1)
	if err != nil || len(resources) != 2 || resources[0].ID != "1" {
		t.Errorf("%+v, %v", resources, err)
	}
	products, err := Products(tables, 1)
	if err != nil || len(products) != 2 || products[0].ID != "1" {
		t.Errorf("%+v, %v", products, err)
	}
}
